package io.otter.manager.text;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;

/** The manager refuses a request. The message is English, for logs and the API. */
public final class RefusedException extends OtterException implements Tellable {
    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    public RefusedException(ErrorCode code, Refused refused) {
        super(code, refused.toString());
        this.refused = refused;
    }

    public RefusedException(ErrorCode code, Refused refused, Throwable cause) {
        super(code, refused.toString(), cause);
        this.refused = refused;
    }

    @Override
    public Text text() {
        return refused.text();
    }
}
