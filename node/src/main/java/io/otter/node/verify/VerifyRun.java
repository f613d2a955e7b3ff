package io.otter.node.verify;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.SyncMode;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.TableName;
import io.otter.node.extend.Processors;
import io.otter.node.extend.RowFilterStage;
import io.otter.node.select.MappingTable;
import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import io.otter.node.snapshot.CopySource;
import io.otter.node.snapshot.MappedTables;
import io.otter.node.transform.Mapper;
import io.otter.node.transform.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A comparison at work on this node, table after table. {@link #progress} is thread-safe, the rest is for one thread. */
final class VerifyRun {
    private static final Logger log = LoggerFactory.getLogger(VerifyRun.class);
    private static final int MOST_TRIES = 4;
    /** Rows of one table that are kept; others are counted only. */
    private static final int MOST_KEPT = 10_000;

    private static final int KEPT_AT_ONCE = 50;
    /** The reader of marks, beside those of resyncs. */
    private static final int READER = 1_000;

    private final PipelineConfig pipeline;
    private final DatabaseConnector connector;
    private final Processors processors;
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
        this.processors = processors;
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
        RowFilterStage filter = new RowFilterStage(pipeline, processors);
        List<TableResult> all = new ArrayList<>();
        try (Connection connection = connector.open(pipeline.source(), Purpose.LOOKUP)) {
            MappedTables mapped = new MappedTables(pipeline, mapping);
            for (Map.Entry<TableName, List<Long>> table :
                    mapped.list(connection, request.pairIds()).entrySet()) {
                for (long pair : table.getValue()) {
                    all.add(new TableResult(pair, table.getKey(), MappedTables.estimate(connection, table.getKey())));
                }
            }
            sharing = mapped.list(
                    connection, pipeline.pairs().stream().map(MediaPair::id).toList());
        }
        results = List.copyOf(all);
        try (ChunkReader source = reader(pipeline.source())) {
            for (TableResult result : all) {
                try (ChunkReader target = reader(target(result.pairId()))) {
                    check(result, new TableCheck.Readers(source, target), filter, watch, pulse);
                }
            }
        } finally {
            watch.close();
        }
    }

    private void check(
            TableResult result,
            TableCheck.Readers readers,
            RowFilterStage filter,
            LogWatch watch,
            Settlement.Pulse pulse)
            throws InterruptedException {
        Settlement settlement =
                new Settlement(watch, readers.source(), readers.target(), isTwoWay(result), pulse, clock);
        for (int attempt = 1; ; attempt++) {
            result.begun();
            Kept kept = new Kept(result);
            try {
                TableSides sides = sides(result, readers, filter);
                KnownRows known = KnownRows.of(pipeline, target(result.pairId()), sides.targetName(), connector);
                new TableCheck(sides, known, readers, settlement, result, kept, pulse)
                        .run(request.where(), isShared(result));
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

    private TableSides sides(TableResult result, TableCheck.Readers readers, RowFilterStage filter)
            throws SQLException, ChangedException {
        CopySource source = readable(readers.source().table(result.name()), "source", result.name());
        DataMediaSource media = target(result.pairId());
        TablePlan plan;
        try (Connection connection = connector.open(media, Purpose.LOOKUP)) {
            plan = new Mapper(SyncMode.ROW, pipeline, media.id()).plan(result.pairId(), source.schema(), connection);
        }
        TableName name = new TableName(plan.target().schema(), plan.target().table());
        CopySource target = readable(readers.target().table(name), "target", name);
        return new TableSides(source, target, plan, filter);
    }

    private static CopySource readable(Optional<CopySource> table, String side, TableName name) throws SQLException {
        CopySource readable =
                table.orElseThrow(() -> new SQLException("the " + side + " has no table " + name + " any more."));
        if (readable.schema().primaryKey().isEmpty()) {
            throw new SQLException(name + " has neither a primary key nor a unique key without nulls at the " + side
                    + ", so its rows cannot be told apart; add one.");
        }
        return readable;
    }

    private ChunkReader reader(DataMediaSource side) {
        return new ChunkReader(pipeline.name(), pipeline.id(), READER, side, connector);
    }

    private DataMediaSource target(long pairId) {
        return pipeline.target(pipeline.pairs().stream()
                .filter(pair -> pair.id() == pairId)
                .findFirst()
                .orElseThrow()
                .target()
                .sourceId());
    }

    private boolean isTwoWay(TableResult result) {
        return pipeline.origins().pairs().stream().anyMatch(pair -> pair.pair() == result.pairId());
    }

    /** Whether another source table has rows in the same target table. */
    private boolean isShared(TableResult result) {
        DataMediaSource media = target(result.pairId());
        Mapper mapper = new Mapper(SyncMode.ROW, pipeline, media.id());
        List<TableName> own = mapper.targets(result.name(), List.of(result.pairId()));
        return sharing.entrySet().stream()
                .filter(other -> !other.getKey().equals(result.name()))
                .anyMatch(other -> mapper.targets(other.getKey(), other.getValue()).stream()
                        .anyMatch(own::contains));
    }

    /** Hands rows over, some at a time. */
    private final class Kept implements TableCheck.Differences {
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
