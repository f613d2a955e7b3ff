package io.otter.node.snapshot;

import io.otter.common.error.OtterException;
import io.otter.common.retry.BackOff;
import io.otter.node.batch.CopyStep;
import io.otter.node.snapshot.TableCopy.Position;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads tables of a run, one after another, chunk by chunk. */
final class Lane implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    static final int FIRST_ROWS = 500;
    static final int MOST_ROWS = 5_000;
    private static final long SHORT_NANOS = 100_000_000;
    private static final long LONG_NANOS = 400_000_000;
    /** A mark that the log does not have by then may be lost, with a source that failed over. */
    private static final long NUDGE_MILLIS = 10_000;
    /** What is waited for the target without a word. */
    private static final Duration LONG = Duration.ofSeconds(1);

    /** Lock wait, deadlock, definition changed, too many connections, shutdown, killed. */
    private static final Set<Integer> TRANSIENT = Set.of(1205, 1213, 1412, 1040, 1053, 1203, 1317, 1927, 2006, 2013);

    private static final int MOST_REFUSALS = 3;

    private final CopyRun run;
    private final int number;
    private final ChunkReader reader;
    private final Clock clock;
    private final LaneWindow window = new LaneWindow();
    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(15), new SplittableRandom());

    private int limit = FIRST_ROWS;
    private int refusals;

    Lane(CopyRun run, int number, ChunkReader reader, Clock clock) {
        this.run = run;
        this.number = number;
        this.reader = reader;
        this.clock = clock;
    }

    LaneWindow window() {
        return window;
    }

    @Override
    public void run() {
        try (reader) {
            while (true) {
                TableCopy table = run.next();
                int read = copy(table);
                while (!run.leaves(table, read)) {
                    read = copy(table);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return the {@link TableCopy#beginning} that was read */
    private int copy(TableCopy table) throws InterruptedException {
        int beginning = table.begun();
        drain(table);
        refusals = 0;
        limit = FIRST_ROWS;
        Position position = table.start();
        @Nullable CopySource source = null;
        @Nullable KeyRange range = null;
        boolean counted = table.wanted() != null;
        boolean opened = false;
        while (true) {
            try {
                if (table.beginning() != beginning) {
                    log.info("pipeline {}: {} is copied from its beginning", run.pipeline(), table.name());
                    return beginning;
                }
                Optional<LaneWindow.Entry> rejected = window.takeRejected();
                if (rejected.isPresent()) {
                    log.info("pipeline {}: a chunk of {} is read again", run.pipeline(), table.name());
                    position = rejected.get().from();
                    opened = false;
                    source = null;
                }
                if (source == null) {
                    Optional<CopySource> now = reader.table(table.name());
                    Optional<String> unreadable = unreadable(table, now.orElse(null));
                    if (unreadable.isPresent()) {
                        table.failed(beginning, unreadable.get());
                        return beginning;
                    }
                    source = now.orElseThrow();
                    position = table.wanted() == null ? fitting(position, source) : position;
                    if (!counted) {
                        OptionalLong rows = reader.count(source, run.where());
                        rows.ifPresent(table::estimate);
                        range = rows.isPresent() ? null : reader.range(source);
                        counted = true;
                    }
                    opened = false;
                }
                if (!opened) {
                    add(open(table, position));
                    position = new Position(true, position.place(), position.rows());
                    opened = true;
                }
                if (!window.awaitRoom(NUDGE_MILLIS) || !awaitTarget(table)) {
                    nudge(table, position);
                    continue;
                }
                String held = run.throttle().await(reader);
                int rows = run.pace().await(run.most(limit));
                Chunk chunk = read(table, source, position, rows);
                Position after = new Position(
                        true,
                        Place.read(chunk.place()),
                        position.rows() + chunk.rows().size() + chunk.gone().size());
                add(new LaneWindow.Entry(table, position, chunk, step(table, chunk, after)));
                position = after;
                if (range != null) {
                    table.estimate(range.estimate(position.place(), position.rows()));
                }
                settled(table, held);
                if (chunk.end()) {
                    while (!window.awaitEmpty(NUDGE_MILLIS)) {
                        nudge(table, position);
                    }
                    Optional<LaneWindow.Entry> again = window.takeRejected();
                    if (again.isEmpty()) {
                        return beginning;
                    }
                    position = again.get().from();
                    source = null;
                }
            } catch (ChunkReader.ChangedException e) {
                source = null;
            } catch (SQLException | OtterException e) {
                source = null;
                if (!goesOn(table, beginning, e)) {
                    return beginning;
                }
            }
        }
    }

    /** Waits until another chunk may be on its way. @return false if that lasts for as long as a mark may take */
    private boolean awaitTarget(TableCopy table) throws InterruptedException {
        if (run.awaitRoom(LONG)) {
            return true;
        }
        table.delayed("slowed down: the target takes long for what was read.");
        return run.awaitRoom(Duration.ofMillis(NUDGE_MILLIS));
    }

    /** Waits until nothing of before is on its way that could still be rejected. */
    private void drain(TableCopy table) throws InterruptedException {
        while (!window.awaitEmpty(NUDGE_MILLIS)) {
            nudge(table, table.start());
        }
        window.takeRejected();
    }

    private Chunk read(TableCopy table, CopySource source, Position position, int rows)
            throws SQLException, ChunkReader.ChangedException {
        long begun = System.nanoTime();
        WantedRows wanted = table.wanted();
        Chunk chunk = wanted == null
                ? reader.read(source, position.place(), run.where(), rows)
                : wanted.read(reader, source, position.place());
        run.pace().read(chunk.rows().size());
        run.read(chunk);
        long nanos = System.nanoTime() - begun;
        if (nanos > LONG_NANOS) {
            limit = Math.max(50, limit / 2);
        } else if (nanos < SHORT_NANOS && chunk.rows().size() == rows) {
            limit = Math.min(MOST_ROWS, limit * 2);
        }
        return chunk;
    }

    private void add(LaneWindow.Entry entry) throws SQLException {
        reader.mark(run.token(number, window.add(entry)), clock.millis());
    }

    /** Another mark shows whether one before it is lost. */
    private void nudge(TableCopy table, Position position) {
        try {
            add(new LaneWindow.Entry(table, position, null, null));
        } catch (SQLException | OtterException e) {
            log.debug("pipeline {}: a mark is not written: {}", run.pipeline(), e.getMessage());
        }
    }

    private LaneWindow.Entry open(TableCopy table, Position position) {
        CopyStep first = new CopyStep(
                run.id(),
                table.name().schema(),
                table.name().table(),
                CopyStep.Kind.FIRST,
                "",
                0,
                run.emptyFirst(),
                table.pairIds());
        return new LaneWindow.Entry(table, position, null, position.begun() ? null : first);
    }

    private CopyStep step(TableCopy table, Chunk chunk, Position after) {
        return new CopyStep(
                run.id(),
                table.name().schema(),
                table.name().table(),
                chunk.end() ? CopyStep.Kind.LAST : CopyStep.Kind.NEXT,
                chunk.place(),
                after.rows(),
                false,
                table.pairIds());
    }

    /** With another key the order is another, so the table is read from its beginning. */
    private static Position fitting(Position position, CopySource source) {
        Place place = position.place();
        return place == null || place.fits(source.schema()) ? position : new Position(position.begun(), null, 0);
    }

    /** Why it cannot be read. */
    private static Optional<String> unreadable(TableCopy table, @Nullable CopySource source) {
        if (source == null) {
            return Optional.of("the source has no table " + table.name() + " any more.");
        }
        return source.schema().primaryKey().isEmpty()
                ? Optional.of(table.name()
                        + " has neither a primary key nor a unique key without nulls, so it cannot be copied in chunks;"
                        + " add one.")
                : Optional.empty();
    }

    private void settled(TableCopy table, String held) {
        refusals = 0;
        backOff.reset();
        table.delayed(held);
    }

    /** @return whether the table is tried again */
    private boolean goesOn(TableCopy table, int beginning, Exception fault) throws InterruptedException {
        String why = String.valueOf(fault.getMessage());
        refusals++;
        if (refusals >= MOST_REFUSALS && !isTransient(fault)) {
            log.warn("pipeline {}: {} is not copied: {}", run.pipeline(), table.name(), why);
            table.failed(beginning, why);
            return false;
        }
        table.delayed(why);
        reader.close();
        run.rest(backOff.next());
        return true;
    }

    /** Whether it may be over soon. */
    static boolean isTransient(Exception fault) {
        if (fault instanceof OtterException known) {
            return known.code().isTransient();
        }
        SQLException sql = (SQLException) fault;
        String state = sql.getSQLState();
        return TRANSIENT.contains(sql.getErrorCode()) || state != null && state.startsWith("08");
    }
}
