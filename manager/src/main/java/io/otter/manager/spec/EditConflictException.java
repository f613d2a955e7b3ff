package io.otter.manager.spec;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;

/** Someone else changed the thing after it was displayed; nothing was changed. */
public final class EditConflictException extends OtterException {
    private static final long serialVersionUID = 1L;

    /** @param what the name of what was changed */
    public EditConflictException(String what) {
        super(ErrorCode.ILLEGAL_MOVE, what + " was changed by somebody else after you opened it; nothing was changed.");
    }
}
