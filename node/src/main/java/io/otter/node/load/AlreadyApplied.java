package io.otter.node.load;

import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.BatchTransaction;
import org.jspecify.annotations.Nullable;

/** Recognizes transactions that this target already has, after a restart for a slower one. One thread at a time. */
final class AlreadyApplied {
    private @Nullable BinlogPosition until;

    /** Marks transactions up to and including the one that ends at {@code position} as applied. */
    void until(BinlogPosition position) {
        until = position;
    }

    /** Whether the next transaction has been applied. */
    boolean test(BatchTransaction transaction) {
        BinlogPosition applied = until;
        if (applied == null) {
            return false;
        }
        // The end of a transaction in pieces is unknown before its last piece; it counts as applied if it begins before
        // the position.
        boolean has = transaction.last()
                ? applied.reaches(transaction.end())
                : applied.to(transaction.end()) == BinlogPosition.Relation.AFTER;
        if (!has) {
            until = null;
        }
        return has;
    }
}
