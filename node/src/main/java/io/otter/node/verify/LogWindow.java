package io.otter.node.verify;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.database.TableName;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.RowChange;
import io.otter.node.snapshot.Mark;
import java.util.ArrayList;
import java.util.List;

/**
 * What the log has of a table between two marks, and whether the first of them, with all before, is at the target.
 * Thread-safe.
 */
final class LogWindow {
    private static final int MOST_CHANGES = 100_000;

    private final TableName table;
    private final String begin;
    private final String end;

    @GuardedBy("this")
    private final List<RowChange> changes = new ArrayList<>();

    @GuardedBy("this")
    private long processId = -1;

    @GuardedBy("this")
    private boolean loaded;

    @GuardedBy("this")
    private boolean open;

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private boolean disturbed;

    /** @param begin what the first mark holds */
    LogWindow(TableName table, String begin, String end) {
        this.table = table;
        this.begin = begin;
        this.end = end;
    }

    String begin() {
        return begin;
    }

    String end() {
        return end;
    }

    /** A batch on its way to the target, on the thread that follows the log. */
    synchronized void follow(Batch batch) {
        if (closed) {
            return;
        }
        for (BatchTransaction transaction : batch.transactions()) {
            String token = Mark.token(transaction).orElse("");
            if (token.equals(begin)) {
                processId = batch.processId();
                open = true;
            } else if (token.equals(end)) {
                open = false;
                closed = true;
                notifyAll();
                return;
            } else if (open) {
                transaction.changes().forEach(this::add);
            }
        }
    }

    @GuardedBy("this")
    private void add(SelectedChange change) {
        if (change.change() instanceof DdlChange) {
            disturbed = true;
        } else if (change.change() instanceof RowChange row
                && !change.resync()
                && row.table().table().equals(table.table())
                && row.table().schema().equals(table.schema())) {
            changes.add(row);
            disturbed |= changes.size() > MOST_CHANGES;
        }
        if (disturbed) {
            changes.clear();
        }
    }

    /** A batch, and all before it, is at the target. */
    synchronized void loaded(long process) {
        if (processId >= 0 && process >= processId) {
            loaded = true;
            notifyAll();
        }
    }

    /** Waits until the first mark is at the target. @return false if the time was over first */
    synchronized boolean awaitLoaded(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (!loaded) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Waits until the log has the second mark. @return false if the time was over first */
    synchronized boolean awaitClosed(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (!closed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Whether it is unknown what happened in between: there was a DDL, or too much. */
    synchronized boolean disturbed() {
        return disturbed;
    }

    /** In the order of the log. */
    synchronized List<RowChange> changes() {
        return List.copyOf(changes);
    }
}
