package io.otter.node.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.database.TableName;
import io.otter.node.batch.CopyStep;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Merges one reader's chunks with the log. The reader writes a mark before its first chunk and after each; a chunk was read
 * when everything before the mark that precedes it could be seen, and nothing after the mark that follows it. So in place
 * of the latter its rows are those that the source had there, but for rows that changed in between, which the log itself has
 * brought by then. A chunk that cannot be merged, because of a DDL in between or a mark that is lost, is read again, and all
 * after it.
 *
 * <p>The reader's thread calls {@code add}, {@code await…} and {@code takeRejected}; the thread that follows the log the others.
 */
final class LaneWindow {
    private static final int MOST_PENDING = 3;
    private static final int MOST_CHANGED = 100_000;

    /**
     * What a mark stands for.
     *
     * @param from where the reader was before, to begin there again
     * @param chunk null for a mark before the first chunk
     * @param step null if there is nothing to tell the target
     */
    record Entry(
            TableCopy table,
            TableCopy.Position from,
            @Nullable Chunk chunk,
            @Nullable CopyStep step) {}

    /** What of an entry is to be written in place of its mark. */
    record Merged(Entry entry, List<Row> rows, List<Row> gone, long bytes) {}

    private record Numbered(long number, Entry entry) {}

    @GuardedBy("this")
    private final Deque<Numbered> pending = new ArrayDeque<>();

    @GuardedBy("this")
    private long next;

    @GuardedBy("this")
    private @Nullable Entry rejected;

    /** The last mark that the log had; these are confined to the thread that follows it. */
    private long seen = -1;

    private @Nullable TableName recorded;
    private final Set<List<Object>> changed = new HashSet<>();
    private final List<RowChange> early = new ArrayList<>();
    private boolean disturbed;

    /** @return the number of its mark, to be written at once */
    synchronized long add(Entry entry) {
        pending.add(new Numbered(next, entry));
        return next++;
    }

    /** Waits until there is room for another chunk, or one is rejected. @return false if the time was over first */
    boolean awaitRoom(long millis) throws InterruptedException {
        return await(MOST_PENDING - 1, millis);
    }

    /** Waits until all marks are found in the log, or a chunk is rejected. @return false if the time was over first */
    boolean awaitEmpty(long millis) throws InterruptedException {
        return await(0, millis);
    }

    private synchronized boolean await(int most, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (pending.size() > most && rejected == null) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** The chunk or mark to begin again with; nothing after it was merged. */
    synchronized Optional<Entry> takeRejected() {
        Optional<Entry> taken = Optional.ofNullable(rejected);
        rejected = null;
        if (taken.isPresent()) {
            pending.clear(); // added since; their marks are still to come
        }
        return taken;
    }

    /** Of the chunks whose marks were not found yet. */
    synchronized long bytes() {
        long bytes = 0;
        for (Numbered one : pending) {
            Chunk chunk = one.entry().chunk();
            bytes += chunk == null ? 0 : chunk.bytes();
        }
        return bytes;
    }

    /** A row of the log. */
    void changed(RowChange row) {
        TableName name = recorded;
        if (name == null
                || disturbed
                || !name.table().equals(row.table().table())
                || !name.schema().equals(row.table().schema())) {
            return;
        }
        // Compared once the chunk is there, whose key says how.
        early.add(row);
        if (early.size() > MOST_CHANGED) {
            disturbed();
        }
    }

    /** Between the marks something happened after which a chunk cannot be told from what was before. */
    void disturbed() {
        disturbed = true;
        early.clear();
    }

    /** A mark in the log. In one piece: whoever waits must not see that a chunk is gone before it sees that it is rejected. */
    synchronized Optional<Merged> closed(long number) {
        Entry entry = reached(number);
        boolean follows = seen == number - 1;
        seen = number;
        Optional<Merged> merged = Optional.empty();
        if (entry != null) {
            Chunk chunk = entry.chunk();
            if (chunk == null) {
                merged = Optional.of(new Merged(entry, List.of(), List.of(), 0));
            } else if (follows
                    && !disturbed
                    && collect(new RowKey(chunk.source().schema()))) {
                merged = Optional.of(filtered(entry, chunk));
            } else {
                reject(entry);
            }
            recorded = entry.table().name();
        }
        early.clear();
        changed.clear();
        disturbed = false;
        return merged;
    }

    @GuardedBy("this")
    private @Nullable Entry reached(long number) {
        notifyAll();
        while (!pending.isEmpty() && pending.element().number() < number) {
            Entry lost = pending.remove().entry();
            if (rejected == null && (lost.chunk() != null || lost.step() != null)) {
                rejected = lost;
            }
        }
        if (rejected != null) {
            pending.clear();
            return null;
        }
        return pending.isEmpty() || pending.element().number() != number
                ? null
                : pending.remove().entry();
    }

    @GuardedBy("this")
    private void reject(Entry entry) {
        rejected = entry;
        pending.clear();
    }

    private boolean collect(RowKey key) {
        for (RowChange row : early) {
            Row before = row.before();
            Row after = row.after();
            if (!collect(key, row, before)
                    || !collect(key, row, after == null || before == null ? after : after.completedBy(before))) {
                return false;
            }
        }
        return true;
    }

    private boolean collect(RowKey key, RowChange row, @Nullable Row image) {
        if (image == null) {
            return true;
        }
        Optional<List<Object>> of = key.of(row.table(), image);
        of.ifPresent(changed::add);
        return of.isPresent();
    }

    private Merged filtered(Entry entry, Chunk chunk) {
        if (changed.isEmpty()) {
            return new Merged(entry, chunk.rows(), chunk.gone(), chunk.bytes());
        }
        RowKey key = new RowKey(chunk.source().schema());
        List<Row> rows = chunk.rows().stream()
                .filter(row -> !changed.contains(key.of(row)))
                .toList();
        List<Column> columns = chunk.source().key();
        Set<List<Object>> folded =
                changed.stream().map(one -> FoldedKey.of(one, columns)).collect(Collectors.toSet());
        List<Row> gone = chunk.gone().stream()
                .filter(row -> !folded.contains(FoldedKey.of(key.of(row), columns)))
                .toList();
        return new Merged(entry, rows, gone, chunk.bytes());
    }
}
