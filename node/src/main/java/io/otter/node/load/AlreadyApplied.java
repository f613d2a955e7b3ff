package io.otter.node.load;

import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.BatchTransaction;
import org.jspecify.annotations.Nullable;

/** Transactions that one target has and a slower one, for which reading began, has not. One thread at a time. */
final class AlreadyApplied {
    private @Nullable BinlogPosition until;

    /** Transactions up to and including the one that ends here are applied. */
    void until(BinlogPosition position) {
        until = position;
    }

    /** Whether the next transaction is. */
    boolean test(BatchTransaction transaction) {
        BinlogPosition applied = until;
        if (applied == null) {
            return false;
        }
        // The end of a transaction in pieces is not known before its last one: it is applied if it begins before the
        // place.
        boolean has = transaction.last()
                ? applied.reaches(transaction.end())
                : applied.to(transaction.end()) == BinlogPosition.Relation.AFTER;
        if (!has) {
            until = null;
        }
        return has;
    }
}
