package io.otter.manager.spec;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;

/** Somebody else changed the thing since it was shown; nothing was changed. */
public final class EditConflictException extends OtterException {
    private static final long serialVersionUID = 1L;

    /** @param what was changed, as a person calls it */
    public EditConflictException(String what) {
        super(ErrorCode.ILLEGAL_MOVE, what + " was changed by somebody else since you opened it; nothing was changed.");
    }
}
