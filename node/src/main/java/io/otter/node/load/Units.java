package io.otter.node.load;

import io.otter.node.binlog.DdlChange;
import io.otter.node.pipeline.BatchTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Cuts what waits into units, each of which is committed before the next begins: whole transactions together, DDL alone since
 * it commits by itself, and the pieces of a large transaction apart from others.
 */
final class Units {
    private Units() {}

    /** @param waiting at least one transaction; @return those that make the first unit, at least one */
    static List<BatchTransaction> first(Collection<BatchTransaction> waiting) {
        List<BatchTransaction> unit = new ArrayList<>();
        for (BatchTransaction transaction : waiting) {
            boolean alone = !transaction.first() || !transaction.last() || holdsDdl(transaction);
            if (alone && !unit.isEmpty()) {
                return unit;
            }
            unit.add(transaction);
            if (alone) {
                return unit;
            }
        }
        return unit;
    }

    private static boolean holdsDdl(BatchTransaction transaction) {
        return transaction.changes().stream().anyMatch(change -> change.change() instanceof DdlChange);
    }
}
