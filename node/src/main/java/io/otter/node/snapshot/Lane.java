package io.otter.node.snapshot;

import io.otter.common.error.OtterException;
import io.otter.common.retry.BackOff;
import io.otter.node.batch.CopyStep;
import io.otter.node.snapshot.TableCopy.Position;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads tables of a run, one after another, chunk by chunk. */
final class Lane implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final int FIRST_ROWS = 500;
    private static final int MOST_ROWS = 5_000;
    private static final long SHORT_NANOS = 100_000_000;
    private static final long LONG_NANOS = 400_000_000;
    /** A mark that the log does not have by then may be lost, with a source that failed over. */
    private static final long NUDGE_MILLIS = 10_000;

    /** Lock wait, deadlock, definition changed, too many connections, shutdown, killed. */
    private static final Set<Integer> TRANSIENT = Set.of(1205, 1213, 1412, 1040, 1053, 1203, 1317, 1927, 2006, 2013);

    private static final int MOST_REFUSALS = 3;

    private final CopyRun run;
    private final int number;
    private final ChunkReader reader;
    private final Supplier<Optional<TableCopy>> tables;
    private final Clock clock;
    private final LaneWindow window = new LaneWindow();
    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(15), new SplittableRandom());

    private int limit = FIRST_ROWS;
    private int refusals;

    /** @param tables gives the next one */
    Lane(CopyRun run, int number, ChunkReader reader, Supplier<Optional<TableCopy>> tables, Clock clock) {
        this.run = run;
        this.number = number;
        this.reader = reader;
        this.tables = tables;
        this.clock = clock;
    }

    LaneWindow window() {
        return window;
    }

    @Override
    public void run() {
        try (reader) {
            Optional<TableCopy> table = tables.get();
            while (table.isPresent()) {
                copy(table.get());
                table = tables.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(TableCopy table) throws InterruptedException {
        table.begun();
        refusals = 0;
        limit = FIRST_ROWS;
        Position position = table.start();
        @Nullable CopySource source = null;
        @Nullable KeyRange range = null;
        boolean opened = false;
        while (true) {
            try {
                Optional<LaneWindow.Entry> rejected = window.takeRejected();
                if (rejected.isPresent()) {
                    log.info("pipeline {}: a chunk of {} is read again", run.pipeline(), table.name());
                    position = rejected.get().from();
                    opened = false;
                    source = null;
                }
                if (source == null) {
                    Optional<CopySource> now = reader.table(table.name());
                    if (!isReadable(table, now.orElse(null))) {
                        return;
                    }
                    source = now.orElseThrow();
                    range = table.wanted() == null ? reader.range(source) : null;
                    position = table.wanted() == null ? fitting(position, source) : position;
                    opened = false;
                }
                if (!opened) {
                    add(open(table, position));
                    position = new Position(true, position.place(), position.rows());
                    opened = true;
                }
                if (!window.awaitRoom(NUDGE_MILLIS)) {
                    nudge(table, position);
                    continue;
                }
                int rows = run.pace().await(limit);
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
                settled(table);
                if (chunk.end()) {
                    while (!window.awaitEmpty(NUDGE_MILLIS)) {
                        nudge(table, position);
                    }
                    Optional<LaneWindow.Entry> again = window.takeRejected();
                    if (again.isEmpty()) {
                        return;
                    }
                    position = again.get().from();
                    source = null;
                }
            } catch (ChunkReader.ChangedException e) {
                source = null;
            } catch (SQLException | OtterException e) {
                source = null;
                if (!goesOn(table, e)) {
                    return;
                }
            }
        }
    }

    private Chunk read(TableCopy table, CopySource source, Position position, int rows)
            throws SQLException, ChunkReader.ChangedException {
        long begun = System.nanoTime();
        WantedRows wanted = table.wanted();
        Chunk chunk = wanted == null
                ? reader.read(source, position.place(), run.where(), rows)
                : wanted.read(reader, source, position.place());
        run.pace().read(chunk.rows().size());
        long nanos = System.nanoTime() - begun;
        if (nanos > LONG_NANOS) {
            limit = Math.max(50, limit / 2);
        } else if (nanos < SHORT_NANOS && chunk.rows().size() == limit) {
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

    private static boolean isReadable(TableCopy table, @Nullable CopySource source) {
        if (source == null) {
            table.failed("the source has no table " + table.name() + " any more.");
            return false;
        }
        if (source.schema().primaryKey().isEmpty()) {
            table.failed(table.name()
                    + " has neither a primary key nor a unique key without nulls, so it cannot be copied in chunks;"
                    + " add one.");
            return false;
        }
        return true;
    }

    private void settled(TableCopy table) {
        refusals = 0;
        backOff.reset();
        table.retrying("");
    }

    /** @return whether the table is tried again */
    private boolean goesOn(TableCopy table, Exception fault) throws InterruptedException {
        String why = String.valueOf(fault.getMessage());
        refusals++;
        if (refusals >= MOST_REFUSALS && !isTransient(fault)) {
            log.warn("pipeline {}: {} is not copied: {}", run.pipeline(), table.name(), why);
            table.failed(why);
            return false;
        }
        table.retrying(why);
        reader.close();
        run.rest(backOff.next());
        return true;
    }

    private static boolean isTransient(Exception fault) {
        if (fault instanceof OtterException known) {
            return known.code().isTransient();
        }
        SQLException sql = (SQLException) fault;
        String state = sql.getSQLState();
        return TRANSIENT.contains(sql.getErrorCode()) || state != null && state.startsWith("08");
    }
}
