package io.otter.benchmark.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * W2: transactions of five: 60 % updates, 20 % deletes, 20 % inserts, half of which reuse a deleted id. Keys are
 * Zipf-distributed and scattered over the table; tables are chosen uniformly.
 *
 * @param changes in total
 * @param baseRowsPerTable rows that exist beforehand
 */
public record Mixed(int changes, int baseRowsPerTable) implements Backlog {
    private static final int CHANGES_PER_TRANSACTION = 5;
    private static final double EXPONENT = 0.8;
    private static final long SEED = 20_261_123;

    @Override
    public void forEach(Consumer<List<Change>> transactions) {
        Walk walk = new Walk(baseRowsPerTable);
        for (int begin = 0; begin < changes; begin += CHANGES_PER_TRANSACTION) {
            List<Change> transaction = new ArrayList<>();
            for (int i = begin; i < Math.min(changes, begin + CHANGES_PER_TRANSACTION); i++) {
                transaction.add(walk.next(i));
            }
            transactions.accept(transaction);
        }
    }

    /** The state of the tables during an iteration. */
    private static final class Walk {
        private final SplittableRandom random = new SplittableRandom(SEED);
        private final ZipfKeys keys;
        private final List<TableRows> tables = new ArrayList<>();

        Walk(int baseRows) {
            keys = new ZipfKeys(baseRows, EXPONENT, SEED);
            for (int i = 0; i < Tables.COUNT; i++) {
                tables.add(new TableRows(baseRows));
            }
        }

        Change next(int version) {
            int table = random.nextInt(Tables.COUNT);
            TableRows rows = tables.get(table);
            double kind = random.nextDouble();
            if (kind < 0.6) {
                return new Change(Change.Kind.UPDATE, table + 1, existing(rows), version);
            }
            if (kind < 0.8) {
                return new Change(Change.Kind.INSERT, table + 1, rows.insert(random.nextBoolean()), version);
            }
            long id = existing(rows);
            rows.delete(id);
            return new Change(Change.Kind.DELETE, table + 1, id, version);
        }

        private long existing(TableRows rows) {
            long id = keys.next(random);
            while (!rows.holds(id)) {
                id = keys.next(random);
            }
            return id;
        }
    }

    /** The ids of one table. */
    private static final class TableRows {
        private final BitSet present = new BitSet();
        private final Deque<Long> deleted = new ArrayDeque<>();
        private int highest;

        TableRows(int baseRows) {
            present.set(1, baseRows + 1);
            highest = baseRows;
        }

        boolean holds(long id) {
            return present.get((int) id);
        }

        void delete(long id) {
            present.clear((int) id);
            deleted.add(id);
        }

        long insert(boolean again) {
            long id = again && !deleted.isEmpty() ? deleted.remove() : ++highest;
            present.set((int) id);
            return id;
        }
    }
}
