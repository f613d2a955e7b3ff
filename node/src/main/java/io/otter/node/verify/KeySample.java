package io.otter.node.verify;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keys of rows that changed since they were last taken: each row has the same chance to be among them, however many there are
 * (a reservoir). Holds {@link #MOST_KEYS} keys of {@link #MOST_BYTES} at most. Thread-safe.
 */
final class KeySample {
    static final int MOST_KEYS = 1_000;
    /** Rows with longer keys are passed over. */
    static final int MOST_BYTES = 1_024;

    private final SplittableRandom random;
    private volatile int wanted;

    @GuardedBy("this")
    private final List<Key> kept = new ArrayList<>();

    @GuardedBy("this")
    private long seen;

    KeySample(SplittableRandom random) {
        this.random = random;
    }

    /**
     * A row that changed.
     *
     * @param table as it was then
     * @param values of the columns that identify a row of it
     * @param rowBytes of the row
     */
    record Key(TableSchema table, List<Long> pairIds, List<@Nullable Object> values, int rowBytes) {
        /** With the key's columns only. */
        Row row() {
            @Nullable Object[] all = new Object[table.columns().size()];
            Arrays.fill(all, Row.ABSENT);
            for (int i = 0; i < values.size(); i++) {
                all[table.identity().get(i)] = values.get(i);
            }
            return new Row(all);
        }
    }

    /** @param keys how many until they are taken next; 0 for none */
    void want(int keys) {
        wanted = Math.min(keys, MOST_KEYS);
    }

    void follow(Batch batch) {
        if (wanted == 0) {
            return;
        }
        for (BatchTransaction transaction : batch.transactions()) {
            for (SelectedChange change : transaction.changes()) {
                if (change.change() instanceof RowChange row && change.fault() == null) {
                    offer(row, change.pairIds());
                }
            }
        }
    }

    synchronized List<Key> take() {
        List<Key> taken = List.copyOf(kept);
        kept.clear();
        seen = 0;
        return taken;
    }

    private synchronized void offer(RowChange change, List<Long> pairIds) {
        seen++;
        long place = kept.size() < wanted ? kept.size() : random.nextLong(seen);
        if (place >= wanted) {
            return;
        }
        Row image = change.after() == null ? change.before() : change.after();
        List<Integer> columns = change.table().identity();
        if (image == null || columns.isEmpty()) {
            return;
        }
        Row whole = change.before() == null ? image : image.completedBy(change.before());
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        int bytes = 0;
        for (int column : columns) {
            Object value = whole.get(column);
            bytes += value instanceof String text ? 2 * text.length() : value instanceof byte[] raw ? raw.length : 8;
            values.add(value);
        }
        if (bytes > MOST_BYTES || values.contains(Row.ABSENT)) {
            return;
        }
        Key key = new Key(change.table(), pairIds, values, change.bytes());
        if (place < kept.size()) {
            kept.set((int) place, key);
        } else {
            kept.add(key);
        }
    }
}
