package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.BatchTransaction;
import org.jspecify.annotations.Nullable;

/** Recognizes transactions that this target already has, after a restart for a slower one. One thread at a time. */
final class AlreadyApplied {
    private final String pipeline;
    private @Nullable BinlogPosition until;

    AlreadyApplied(String pipeline) {
        this.pipeline = pipeline;
    }

    /** Marks transactions up to and including the one that ends at {@code position} as applied. */
    void until(BinlogPosition position) {
        until = position;
    }

    /**
     * Whether the next transaction has been applied.
     *
     * @throws OtterException if there is no telling: another server has the transactions in another order
     */
    boolean test(BatchTransaction transaction) {
        BinlogPosition applied = until;
        if (applied == null) {
            return false;
        }
        boolean has = switch (applied.to(transaction.end())) {
            case AFTER -> true;
            // The end of a transaction in pieces is unknown before its last piece; until then it is where the
            // transaction begins.
            case SAME -> transaction.last();
            case BEFORE -> false;
            case UNKNOWN -> {
                if (transaction.changes().isEmpty()) {
                    yield true;
                }
                throw new OtterException(
                        ErrorCode.LOAD_DATA,
                        "pipeline " + pipeline + ": the transaction that ends at " + transaction.end()
                                + " may or may not be among those up to " + applied
                                + ", which one of the targets has already: resync the tables, then move the"
                                + " position of the pipeline.");
            }
        };
        if (!has) {
            until = null;
        }
        return has;
    }
}
