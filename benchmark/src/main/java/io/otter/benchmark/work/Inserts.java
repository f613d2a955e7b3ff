package io.otter.benchmark.work;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * W1: new rows, round robin over the tables.
 *
 * @param changes number of rows in total
 * @param rowsPerTransaction the last transaction may have fewer
 */
public record Inserts(int changes, int rowsPerTransaction, int tables) implements Backlog {
    public Inserts(int changes, int rowsPerTransaction) {
        this(changes, rowsPerTransaction, Tables.COUNT);
    }

    @Override
    public int baseRowsPerTable() {
        return 0;
    }

    @Override
    public void forEach(Consumer<List<Change>> transactions) {
        for (int begin = 0; begin < changes; begin += rowsPerTransaction) {
            List<Change> rows = new ArrayList<>();
            for (int i = begin; i < Math.min(changes, begin + rowsPerTransaction); i++) {
                rows.add(new Change(Change.Kind.INSERT, i % tables + 1, i / tables + 1, i));
            }
            transactions.accept(rows);
        }
    }
}
