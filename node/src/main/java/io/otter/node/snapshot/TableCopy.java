package io.otter.node.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.database.TableName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One table of a run: where its reader is, and how far it is at the target. Thread-safe. */
final class TableCopy {
    private static final long RATE_NANOS = 10_000_000_000L;

    /**
     * Where a reader is.
     *
     * @param begun whether the target knows of the table
     * @param place null before the first row
     * @param rows read before
     */
    record Position(boolean begun, @Nullable Place place, long rows) {}

    private record Sample(long nanos, long rows) {}

    private final TableName name;
    private final List<Long> pairIds;
    private final Position start;
    private final @Nullable WantedRows wanted;
    /** Those that the target's tables get behind the rows. */
    private final List<String> lateIndexes;

    @GuardedBy("this")
    private boolean rowsThere;

    @GuardedBy("this")
    private long estimated;

    /** How often it began anew. */
    @GuardedBy("this")
    private int beginning;

    @GuardedBy("this")
    private State state;

    @GuardedBy("this")
    private long loaded;

    @GuardedBy("this")
    private String error = "";

    @GuardedBy("this")
    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * @param start what the target has of it
     * @param rowsThere whether that is all
     * @param wanted the only rows that are meant; null for all
     * @param lateIndexes names of those that are made behind the rows
     */
    TableCopy(
            TableName name,
            List<Long> pairIds,
            Position start,
            boolean rowsThere,
            long estimated,
            @Nullable WantedRows wanted,
            List<String> lateIndexes) {
        this.name = name;
        this.pairIds = List.copyOf(pairIds);
        this.start = start;
        this.wanted = wanted;
        this.estimated = estimated;
        loaded = start.rows();
        this.rowsThere = rowsThere;
        this.lateIndexes = List.copyOf(lateIndexes);
        state = !rowsThere ? State.WAITING : lateIndexes.isEmpty() ? State.DONE : State.RUNNING;
    }

    /** The only rows that are meant; null for all. */
    @Nullable
    WantedRows wanted() {
        return wanted;
    }

    boolean deletesGone() {
        return wanted != null && wanted.deleteGone();
    }

    TableName name() {
        return name;
    }

    List<Long> pairIds() {
        return pairIds;
    }

    /** Where to begin. */
    synchronized Position start() {
        return beginning == 0 ? start : new Position(false, null, 0);
    }

    /** Grows whenever the table has to be read from its beginning. */
    synchronized int beginning() {
        return beginning;
    }

    /** Another table has its name. @return false if nothing of it was read yet */
    synchronized boolean anew() {
        if (state == State.WAITING && beginning == 0 && !start.begun()) {
            return false;
        }
        beginning++;
        rowsThere = false;
        state = State.WAITING;
        loaded = 0;
        error = "";
        samples.clear();
        return true;
    }

    synchronized State state() {
        return state;
    }

    /** @return {@link #beginning} */
    synchronized int begun() {
        state = State.RUNNING;
        error = "";
        return beginning;
    }

    /** Whether all rows are at the target. */
    synchronized boolean rowsThere() {
        return rowsThere;
    }

    /**
     * A chunk is at the target.
     *
     * @param since {@link #beginning} when it was read
     * @param rows with all before
     * @return whether its indexes are to be made now
     */
    synchronized boolean loaded(int since, long rows, boolean last, long nowNanos) {
        if (state == State.FAILED || since != beginning) {
            return false;
        }
        loaded = rows;
        samples.add(new Sample(nowNanos, rows));
        while (samples.size() > 2 && nowNanos - samples.element().nanos() > RATE_NANOS) {
            samples.remove();
        }
        if (last) {
            rowsThere = true;
            state = lateIndexes.isEmpty() ? State.DONE : State.RUNNING;
            estimated = rows;
        }
        return last && !lateIndexes.isEmpty();
    }

    /** Its indexes are there. @param since likewise */
    synchronized void indexed(int since) {
        if (since == beginning && rowsThere) {
            state = State.DONE;
            error = "";
        }
    }

    /** Better than the server's statistics, unless it is 0. */
    synchronized void estimate(long rows) {
        if (rows > 0 && state != State.DONE) {
            estimated = rows;
        }
    }

    /** @param since {@link #beginning} when it was read */
    synchronized void failed(int since, String why) {
        if (since != beginning) {
            return;
        }
        state = State.FAILED;
        error = why;
    }

    /** @param why what is tried again or waited for; empty once it is over */
    synchronized void delayed(String why) {
        error = why;
    }

    /** It goes on at another pace than so far. */
    synchronized void measureAnew() {
        samples.clear();
    }

    synchronized ResyncProgress.Table shown(boolean paused, long nowNanos) {
        double rate = state == State.RUNNING && !rowsThere && !paused ? rate(nowNanos) : 0;
        long most = state == State.DONE ? loaded : Math.max(estimated, loaded);
        // With more rows than there should be nobody knows how many are left.
        Long eta = state == State.DONE
                ? Long.valueOf(0)
                : rate < 1 || most == loaded ? null : Long.valueOf(Math.round((most - loaded) / rate));
        return new ResyncProgress.Table(
                pairIds,
                name.schema(),
                name.table(),
                paused && state == State.RUNNING ? State.PAUSED : state,
                loaded,
                most,
                Math.round(rate * 10) / 10.0,
                eta,
                told(paused));
    }

    /** What an operator has to know of a table at which nothing goes on: it is slower to search without its indexes. */
    @GuardedBy("this")
    private String told(boolean paused) {
        if (lateIndexes.isEmpty() || state == State.DONE) {
            return error;
        }
        String names = String.join(", ", lateIndexes);
        if (error.isEmpty()) {
            return rowsThere || paused ? "indexes that are made once all rows are there: " + names + "." : "";
        }
        return state == State.FAILED && !rowsThere
                ? error + " Indexes that the target's table does not have yet: " + names + "; copy it again for them."
                : error;
    }

    @GuardedBy("this")
    private double rate(long nowNanos) {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        long measured = samples.getLast().nanos() - first.nanos();
        // Rows come in chunks: between two of them nothing is late before the next one is.
        long until = nowNanos - first.nanos() - measured / (samples.size() - 1);
        return (loaded - first.rows()) * 1e9 / Math.max(1_000_000, Math.max(measured, until));
    }
}
