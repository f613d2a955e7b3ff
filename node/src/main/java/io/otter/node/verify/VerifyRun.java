package io.otter.node.verify;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.TableName;
import io.otter.node.extend.Processors;
import io.otter.node.select.MappingTable;
import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import io.otter.node.snapshot.MappedTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A comparison at work on this node, table after table. {@link #progress} is thread-safe, the rest is for one thread. */
final class VerifyRun {
    private static final Logger log = LoggerFactory.getLogger(VerifyRun.class);
    private static final int MOST_TRIES = 4;
    /** Rows of one table that are kept; others are counted only. */
    private static final int MOST_KEPT = 10_000;

    private static final int KEPT_AT_ONCE = 50;

    private final PipelineConfig pipeline;
    private final DatabaseConnector connector;
    private final PairSides sides;
    private final MappingTable mapping;
    private final VerifyBoard board;
    private final VerifyRequest request;
    private final Clock clock;
    private volatile List<TableResult> results = List.of();
    private Map<TableName, List<Long>> sharing = Map.of();

    VerifyRun(
            PipelineConfig pipeline,
            DatabaseConnector connector,
            Processors processors,
            MappingTable mapping,
            VerifyBoard board,
            VerifyRequest request,
            Clock clock) {
        this.pipeline = pipeline;
        this.connector = connector;
        sides = new PairSides(pipeline, connector, processors);
        this.mapping = mapping;
        this.board = board;
        this.request = request;
        this.clock = clock;
    }

    VerifyProgress progress(State state) {
        List<TableResult> all = results;
        long failed = all.stream().filter(one -> one.state() == State.FAILED).count();
        return new VerifyProgress(
                request.id(),
                state == State.DONE && failed > 0 ? State.FAILED : state,
                failed == 0 ? "" : failed + " of " + all.size() + " tables could not be compared.",
                clock.millis(),
                all.stream().map(TableResult::shown).toList());
    }

    /** @param pulse called often; ends the run by an exception */
    void run(LogWatch watch, Settlement.Pulse pulse) throws SQLException, InterruptedException {
        List<TableResult> all = new ArrayList<>();
        try (Connection connection = connector.open(pipeline.source(), Purpose.LOOKUP)) {
            MappedTables mapped = new MappedTables(pipeline, mapping);
            for (Map.Entry<TableName, List<Long>> table :
                    mapped.list(connection, request.pairIds()).entrySet()) {
                for (long pair : table.getValue()) {
                    all.add(new TableResult(pair, table.getKey(), MappedTables.estimate(connection, table.getKey())));
                }
            }
            sharing = sides.sharing(connection, mapped);
        }
        results = List.copyOf(all);
        try (ChunkReader source = sides.reader(pipeline.source())) {
            for (TableResult result : all) {
                try (ChunkReader target = sides.reader(sides.target(result.pairId()))) {
                    check(result, new TableCheck.Readers(source, target), watch, pulse);
                }
            }
        } finally {
            watch.close();
        }
    }

    private void check(TableResult result, TableCheck.Readers readers, LogWatch watch, Settlement.Pulse pulse)
            throws InterruptedException {
        Settlement settlement = new Settlement(
                watch, readers.source(), readers.target(), sides.isTwoWay(result.pairId()), pulse, clock);
        for (int attempt = 1; ; attempt++) {
            result.begun();
            Kept kept = new Kept(result);
            try {
                TableSides both = sides.of(result.pairId(), result.name(), readers);
                Suspects suspects = new Suspects(both, () -> sides.known(both), settlement, result, kept);
                new TableCheck(both, readers, suspects, result, pulse)
                        .run(request.where(), sides.isShared(sharing, result.name(), result.pairId()));
                kept.flush();
                result.done();
                return;
            } catch (ChangedException e) {
                again(result, attempt, "it was altered again and again.");
            } catch (SQLException | OtterException e) {
                again(result, attempt, String.valueOf(e.getMessage()));
                readers.source().close();
                readers.target().close();
            }
            if (result.state() == State.FAILED) {
                return;
            }
            pulse.beat();
        }
    }

    private void again(TableResult result, int attempt, String why) {
        if (attempt == MOST_TRIES) {
            log.warn("pipeline {}: {} is not compared: {}", pipeline.name(), result.name(), why);
            result.failed(why);
        }
    }

    /** Hands rows over, some at a time. */
    private final class Kept implements Suspects.Differences {
        private final TableResult result;
        private final List<Difference> waiting = new ArrayList<>();

        Kept(TableResult result) {
            this.result = result;
        }

        @Override
        public void add(Difference difference) throws InterruptedException {
            result.found(difference.kind());
            if (result.differences() <= MOST_KEPT) {
                waiting.add(difference);
            }
            if (waiting.size() >= KEPT_AT_ONCE) {
                flush();
            }
        }

        void flush() throws InterruptedException {
            if (!waiting.isEmpty()) {
                board.keep(request.id(), waiting);
                waiting.clear();
            }
        }
    }
}
