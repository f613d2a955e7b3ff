package io.otter.node.load;

import io.otter.common.position.BinlogPosition;
import io.otter.node.pipeline.BatchTransaction;
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
        BinlogPosition last = until;
        if (last == null) {
            return false;
        }
        if (transaction.last()
                && transaction.end().file().equals(last.file())
                && transaction.end().offset() == last.offset()) {
            until = null;
        }
        return true;
    }
}
