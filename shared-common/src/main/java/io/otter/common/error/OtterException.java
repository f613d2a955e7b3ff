package io.otter.common.error;

import java.time.Instant;
import java.util.Objects;

/**
 * The only exception type of this product. The message says what happened to which channel, pipeline, table, row or
 * position, but never contains a secret.
 */
public class OtterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Instant at;

    public OtterException(ErrorCode code, String message) {
        this(code, message, Instant.now());
    }

    public OtterException(ErrorCode code, String message, Throwable cause) {
        super(Objects.requireNonNull(message), cause);
        this.code = Objects.requireNonNull(code);
        at = Instant.now();
    }

    /** One that has lasted for some time. */
    public OtterException(ErrorCode code, String message, Instant since) {
        super(Objects.requireNonNull(message));
        this.code = Objects.requireNonNull(code);
        at = Objects.requireNonNull(since);
    }

    public ErrorCode code() {
        return code;
    }

    /** When it happened, or began. */
    public Instant at() {
        return at;
    }

    /** Never null, unlike that of other exceptions. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** One line for an operator: code, message and advice. */
    public String describe() {
        return code + ": " + getMessage() + " " + code.advice();
    }
}
