package io.otter.manager.text;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;

/** An error of an earlier request, as it was told. The message is English. */
public final class ToldException extends OtterException implements Tellable {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    public ToldException(ErrorCode code, String message, Text text) {
        super(code, message);
        this.text = text;
    }

    @Override
    public Text text() {
        return text;
    }
}
