package io.otter.node.verify;

import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which rows that looked different are: a mark is written, the row is read at the source, and at the target once it
 * has the mark; then another mark is written. What the target had is one of the row's states between the two marks, which
 * the log tells, or else the row is different. One thread at a time.
 */
final class Settlement {
    private static final int MOST_ROUNDS = 20;
    private static final long FIRST_WAIT_MILLIS = 60_000;
    private static final long WAKE_MILLIS = 500;

    private final LogWatch watch;
    private final ChunkReader source;
    private final ChunkReader target;
    private final int verdicts;
    private final long restMillis;
    private final Pulse pulse;
    private final Clock clock;

    /** Is called often while something is awaited. */
    interface Pulse {
        /** @throws InterruptedException if the run is given up */
        void beat() throws InterruptedException;
    }

    /** What is found. @param source as the target should have it; null if there should be none */
    record Verdict(
            RowId id,
            Difference.Kind kind,
            @Nullable Row source,
            @Nullable Row target) {}

    /**
     * @param twoWay whether the target's own changes may be on their way to the source, so that it takes longer until a row
     *     is the same on both
     */
    Settlement(LogWatch watch, ChunkReader source, ChunkReader target, boolean twoWay, Pulse pulse, Clock clock) {
        this.watch = watch;
        this.source = source;
        this.target = target;
        this.pulse = pulse;
        this.clock = clock;
        verdicts = twoWay ? 4 : 2;
        restMillis = twoWay ? 1_000 : 0;
    }

    /** @param unsettled takes those that could not be told, as they changed all the time */
    List<Verdict> settle(TableSides sides, Collection<RowId> ids, Collection<RowId> unsettled)
            throws SQLException, ChangedException, InterruptedException {
        FoundRows rows = new FoundRows(sides, source, target);
        Map<RowId, Integer> open = new HashMap<>();
        ids.forEach(id -> open.put(id, 0));
        List<Verdict> found = new ArrayList<>();
        for (int round = 0; round < MOST_ROUNDS && !open.isEmpty(); round++) {
            rest(round == 0 ? 0 : restMillis);
            round(sides, rows, open, found);
        }
        unsettled.addAll(open.keySet());
        return found;
    }

    private void round(TableSides sides, FoundRows rows, Map<RowId, Integer> open, List<Verdict> found)
            throws SQLException, ChangedException, InterruptedException {
        LogWindow window = begin(sides.name());
        Map<RowId, Row> atSource = rows.atSource(open.keySet());
        awaitLoaded(window);
        Map<RowId, Row> atTarget = rows.atTarget(open.keySet());
        rows.withoutOthers(atSource, atTarget);
        awaitClosed(window);
        if (window.disturbed()) {
            throw new ChangedException();
        }
        LoggedStates logged = new LoggedStates(sides, window.changes());
        Iterator<Map.Entry<RowId, Integer>> each = open.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<RowId, Integer> one = each.next();
            RowId id = one.getKey();
            Row present = atTarget.get(id);
            List<LoggedStates.State> states = logged.of(id);
            if (states.isEmpty()) {
                states = List.of(new LoggedStates.State(atSource.get(id)));
            }
            if (states.stream().anyMatch(state -> isSame(sides, state.row(), present))) {
                each.remove();
            } else if (logged.unknown()) {
                one.setValue(0);
            } else if (one.getValue() + 1 < verdicts) {
                one.setValue(one.getValue() + 1);
            } else {
                Row last = states.get(states.size() - 1).row();
                Row expected = last == null ? null : sides.expected(last).orElse(null);
                found.add(new Verdict(id, kind(expected, present), expected, present));
                each.remove();
            }
        }
    }

    /** Whether the target may have this for what the source had. */
    private static boolean isSame(TableSides sides, @Nullable Row atSource, @Nullable Row present) {
        if (atSource == null) {
            return present == null;
        }
        Optional<Row> expected = sides.expected(atSource);
        // A row that is not sent may still be there from before.
        return expected.isEmpty() || present != null && sides.equal(expected.get(), present);
    }

    private static Difference.Kind kind(@Nullable Row expected, @Nullable Row present) {
        return present == null
                ? Difference.Kind.MISSING
                : expected == null ? Difference.Kind.EXTRA : Difference.Kind.DIFFERENT;
    }

    private LogWindow begin(TableName table) throws SQLException {
        LogWindow window = watch.open(table);
        source.mark(window.begin(), clock.millis());
        return window;
    }

    /** A mark may be lost with a source that failed over, so it is written again after a while, less and less often. */
    private void awaitLoaded(LogWindow window) throws SQLException, InterruptedException {
        long wait = FIRST_WAIT_MILLIS;
        long waited = 0;
        while (!window.awaitLoaded(WAKE_MILLIS)) {
            pulse.beat();
            waited += WAKE_MILLIS;
            if (waited >= wait) {
                waited = 0;
                wait *= 2;
                source.mark(window.begin(), clock.millis());
            }
        }
    }

    private void awaitClosed(LogWindow window) throws SQLException, InterruptedException {
        source.mark(window.end(), clock.millis());
        long wait = FIRST_WAIT_MILLIS;
        long waited = 0;
        while (!window.awaitClosed(WAKE_MILLIS)) {
            pulse.beat();
            waited += WAKE_MILLIS;
            if (waited >= wait) {
                waited = 0;
                wait *= 2;
                source.mark(window.end(), clock.millis());
            }
        }
    }

    private void rest(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < until) {
            pulse.beat();
            Rest.millis(50);
        }
    }
}
