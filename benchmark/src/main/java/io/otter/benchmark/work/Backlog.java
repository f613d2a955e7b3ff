package io.otter.benchmark.work;

import java.util.List;
import java.util.function.Consumer;

/** Transactions waiting in the source's log, and the rows that both sides have beforehand. Repeatable. */
public interface Backlog {
    /** How many rows each table has beforehand, with ids from 1; 0 for none. */
    int baseRowsPerTable();

    /** How many tables there are. */
    default int tables() {
        return Tables.COUNT;
    }

    /** Whether the target has the base rows, too. */
    default boolean baseAtTarget() {
        return true;
    }

    /** Row changes in all transactions. */
    int changes();

    /** Passes on the transactions, in order. */
    void forEach(Consumer<List<Change>> transactions);
}
