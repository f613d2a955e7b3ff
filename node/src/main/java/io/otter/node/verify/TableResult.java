package io.otter.node.verify;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.database.TableName;

/** How far the comparison of one table is. Thread-safe. */
final class TableResult {
    private final long pairId;
    private final TableName name;
    private final long estimated;

    @GuardedBy("this")
    private State state = State.WAITING;

    @GuardedBy("this")
    private long rows;

    @GuardedBy("this")
    private final long[] counts = new long[Difference.Kind.values().length];

    @GuardedBy("this")
    private long known;

    @GuardedBy("this")
    private String note = "";

    TableResult(long pairId, TableName name, long estimated) {
        this.pairId = pairId;
        this.name = name;
        this.estimated = estimated;
    }

    long pairId() {
        return pairId;
    }

    TableName name() {
        return name;
    }

    /** Also when it begins again. */
    synchronized void begun() {
        state = State.RUNNING;
        rows = 0;
        known = 0;
        note = "";
        for (int i = 0; i < counts.length; i++) {
            counts[i] = 0;
        }
    }

    synchronized void compared(long more) {
        rows += more;
    }

    synchronized long found(Difference.Kind kind) {
        return ++counts[kind.ordinal()];
    }

    /** Of those found, one that a dead letter tells of. */
    synchronized void known() {
        known++;
    }

    synchronized long differences() {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        return all;
    }

    synchronized void note(String more) {
        note = note.isEmpty() ? more : note + " " + more;
    }

    synchronized void done() {
        state = State.DONE;
    }

    synchronized void failed(String why) {
        state = State.FAILED;
        note = why;
    }

    synchronized State state() {
        return state;
    }

    synchronized VerifyProgress.Table shown() {
        return new VerifyProgress.Table(
                pairId,
                name.schema(),
                name.table(),
                state,
                rows,
                state == State.DONE ? rows : Math.max(estimated, rows),
                counts[Difference.Kind.MISSING.ordinal()],
                counts[Difference.Kind.EXTRA.ordinal()],
                counts[Difference.Kind.DIFFERENT.ordinal()],
                known,
                note);
    }
}
