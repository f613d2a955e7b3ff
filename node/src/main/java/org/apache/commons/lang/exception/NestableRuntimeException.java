package org.apache.commons.lang.exception;

/** As every exception since Java 1.4. */
public class NestableRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NestableRuntimeException(String message) {
        super(message);
    }

    public NestableRuntimeException(Throwable cause) {
        super(cause);
    }

    public NestableRuntimeException(String message, Throwable cause) {
        super(message, cause);
    }
}
