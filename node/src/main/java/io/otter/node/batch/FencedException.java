package io.otter.node.batch;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;

/** The target knows a higher epoch than ours. */
public final class FencedException extends OtterException {
    private static final long serialVersionUID = 1L;

    private final long epoch;

    /** @param epoch the epoch recorded at the target */
    public FencedException(String message, long epoch) {
        super(ErrorCode.LOAD_FENCED, message);
        this.epoch = epoch;
    }

    public long epoch() {
        return epoch;
    }
}
