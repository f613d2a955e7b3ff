package io.otter.node.verify;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.select.MappingTable;
import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares rows that changed lately, again and again until its request is gone: each once it has come to rest, by the rules of
 * every comparison, so that a row that goes on changing is no difference. For one thread.
 */
final class SampleRun {
    private static final Logger log = LoggerFactory.getLogger(SampleRun.class);
    /** Of a pipeline; more are not looked at until the run begins anew. */
    private static final int MOST_FOUND = 1_000;

    private final PipelineConfig pipeline;
    private final MappingTable mapping;
    private final PairSides pairs;
    private final VerifyBoard board;
    private final VerifyRequest request;
    private final Predicate<TableName> copied;
    private final Clock clock;
    private final Map<Of, TableResult> results = new LinkedHashMap<>();
    private final Set<String> found = new HashSet<>();
    private String error = "";

    private record Of(long pairId, TableName table) {}

    /** @param copied whether rows of the source table may not be at the target yet */
    SampleRun(
            PipelineConfig pipeline,
            PairSides pairs,
            MappingTable mapping,
            VerifyBoard board,
            VerifyRequest request,
            Predicate<TableName> copied,
            Clock clock) {
        this.pipeline = pipeline;
        this.pairs = pairs;
        this.mapping = mapping;
        this.board = board;
        this.request = request;
        this.copied = copied;
        this.clock = clock;
    }

    long id() {
        return request.id();
    }

    VerifyProgress progress() {
        return new VerifyProgress(
                request.id(),
                State.RUNNING,
                error,
                clock.millis(),
                results.values().stream().map(TableResult::shown).toList());
    }

    /** Compares these rows. @param pulse called often; ends the round by an exception */
    void round(List<KeySample.Key> keys, LogWatch watch, Settlement.Pulse pulse) throws InterruptedException {
        Map<Of, List<KeySample.Key>> byTable = new LinkedHashMap<>();
        for (KeySample.Key key : keys) {
            TableName table = new TableName(key.table().schema(), key.table().table());
            key.pairIds().stream()
                    .filter(request.pairIds()::contains)
                    .forEach(pair -> byTable.computeIfAbsent(new Of(pair, table), any -> new ArrayList<>())
                            .add(key));
        }
        error = "";
        try (ChunkReader source = pairs.reader(pipeline.source())) {
            for (Map.Entry<Of, List<KeySample.Key>> one : byTable.entrySet()) {
                if (!copied.test(one.getKey().table()) && found.size() < MOST_FOUND) {
                    check(one.getKey(), one.getValue(), source, watch, pulse);
                }
                pulse.beat();
            }
        } finally {
            watch.close();
        }
    }

    private void check(Of of, List<KeySample.Key> keys, ChunkReader source, LogWatch watch, Settlement.Pulse pulse)
            throws InterruptedException {
        TableResult result = results.computeIfAbsent(of, any -> {
            TableResult fresh = new TableResult(of.pairId(), of.table(), 0);
            fresh.begun();
            return fresh;
        });
        try (ChunkReader target = pairs.reader(pairs.target(of.pairId()))) {
            TableCheck.Readers readers = new TableCheck.Readers(source, target);
            TableSides sides = pairs.of(of.pairId(), of.table(), readers);
            Collection<RowId> ids = ids(sides, keys);
            List<Difference> fresh = new ArrayList<>();
            Settlement settlement = new Settlement(watch, source, target, pairs.isTwoWay(of.pairId()), pulse, clock);
            Suspects suspects = new Suspects(sides, () -> pairs.known(sides), settlement, result, difference -> {
                if (isNews(of, difference)) {
                    result.found(difference.kind());
                    fresh.add(difference);
                }
            });
            new TableCheck(sides, readers, suspects, result, pulse)
                    .run(
                            ids,
                            keys.stream()
                                    .mapToInt(KeySample.Key::rowBytes)
                                    .max()
                                    .orElse(1));
            if (!fresh.isEmpty()) {
                board.keep(request.id(), fresh);
            }
        } catch (ChangedException e) {
            log.debug("pipeline {}: {} was altered meanwhile", pipeline.name(), of.table());
        } catch (SQLException | OtterException e) {
            log.warn(
                    "pipeline {}: changed rows of {} are not compared: {}",
                    pipeline.name(),
                    of.table(),
                    e.getMessage());
            error = of.table() + ": " + e.getMessage();
        }
    }

    /** Without those of which the log did not have what identifies a row at both sides. */
    private static Collection<RowId> ids(TableSides sides, List<KeySample.Key> keys) {
        Set<RowId> ids = new LinkedHashSet<>();
        for (KeySample.Key key : keys) {
            Row row = sides.keyAsNow(key.table(), key.row());
            if (sides.sourceKey().stream().allMatch(column -> row.get(column) != Row.ABSENT)) {
                ids.add(sides.idOfSource(row));
            }
        }
        return ids;
    }

    /** A row that several source tables may have written is nobody's extra row. */
    private boolean isNews(Of of, Difference difference) {
        if (difference.kind() == Difference.Kind.EXTRA && isShared(of)) {
            return false;
        }
        return found.add(of.pairId() + " " + difference.sourceTable() + " " + difference.keyData());
    }

    private boolean isShared(Of of) {
        try {
            return pairs.isShared(mapping, of.table(), of.pairId());
        } catch (SQLException e) {
            log.debug("pipeline {}: {}", pipeline.name(), e.getMessage());
            return true;
        }
    }
}
