package io.otter.node.supervisor;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;

/** What follows from a fault that ended a run. */
enum Consequence {
    /** Time may fix it, or it happened without a term, or ZooKeeper does not answer whose term it is. */
    RETRY,
    /** The term is over: whatever the fault says, the pipeline is another node's business. */
    STAND_BY,
    /** Another owns the target although the term is not over: let others try, too. */
    GIVE_WAY,
    /** Somebody has to fix it. */
    PAUSE;

    static Consequence of(OtterException fault, Term term) {
        if (fault.code().isTransient() || term.epoch() == 0) {
            return RETRY;
        }
        try {
            if (term.isOver()) {
                return STAND_BY;
            }
        } catch (OtterException e) {
            return RETRY;
        }
        return fault.code() == ErrorCode.LOAD_FENCED ? GIVE_WAY : PAUSE;
    }
}
