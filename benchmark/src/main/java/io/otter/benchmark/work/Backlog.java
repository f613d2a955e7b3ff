package io.otter.benchmark.work;

import java.util.List;
import java.util.function.Consumer;

/** Transactions that wait in the source's log, and the rows that both sides have before. Always the same when walked again. */
public interface Backlog {
    /** How many rows each table has before, with ids from 1; 0 for none. */
    int baseRowsPerTable();

    /** How many tables there are. */
    default int tables() {
        return Tables.COUNT;
    }

    /** Whether the rows that are there before are at the target, too. */
    default boolean baseAtTarget() {
        return true;
    }

    /** Row changes of all transactions. */
    int changes();

    /** Hands over the transactions, in order. */
    void forEach(Consumer<List<Change>> transactions);
}
