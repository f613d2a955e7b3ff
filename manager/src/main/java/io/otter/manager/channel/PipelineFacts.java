package io.otter.manager.channel;

import io.otter.common.health.HealthFacts;
import io.otter.common.health.PipelineHealth;
import io.otter.common.model.StageTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The latest reports of nodes about pipelines. In memory only, as they are stale after a restart. Thread-safe. */
@Component
public final class PipelineFacts {
    private final Map<Long, Report> reports = new ConcurrentHashMap<>();
    private final Map<Long, Instant> firstRows = new ConcurrentHashMap<>();
    private final Map<Long, Instant> late = new ConcurrentHashMap<>();

    /**
     * One report.
     *
     * @param delayMillis null when unknown
     * @param rowsPerSecond null when unknown
     * @param stages recent times measured by the node
     * @param rows applied since the run began
     * @param seen rows read from the log since the run began by media pair, including those that a filter dropped
     * @param applied rows applied since the run began by media pair
     * @param lastError null when there is none
     */
    public record Report(
            Instant heard,
            @Nullable Long delayMillis,
            @Nullable Double rowsPerSecond,
            StageTimes stages,
            long rows,
            List<PairRows> seen,
            List<PairRows> applied,
            ChannelReport.@Nullable Fault lastError) {
        public Report {
            seen = List.copyOf(seen);
            applied = List.copyOf(applied);
        }
    }

    /** Row counts of one media pair, over a run or a part of it. */
    public record PairRows(long pairId, long inserts, long updates, long deletes) {
        public static PairRows none(long pairId) {
            return new PairRows(pairId, 0, 0, 0);
        }

        public long rows() {
            return inserts + updates + deletes;
        }

        /** The increase since {@code earlier}. */
        public PairRows minus(PairRows earlier) {
            return new PairRows(
                    pairId, inserts - earlier.inserts, updates - earlier.updates, deletes - earlier.deletes);
        }
    }

    /** Stores the latest report of a pipeline. */
    public void heard(long pipelineId, Report report) {
        Report before = reports.put(pipelineId, report);
        if (report.rows() == 0) {
            firstRows.remove(pipelineId);
        } else if (before != null && before.rows() == 0) {
            firstRows.put(pipelineId, report.heard());
        }
        Long delay = report.delayMillis();
        if (delay != null && delay > PipelineHealth.LATE.toMillis()) {
            late.putIfAbsent(pipelineId, report.heard());
        } else {
            late.remove(pipelineId);
        }
    }

    /** When the first row of the current run was reported; empty if there was none or this manager missed it. */
    public Optional<Instant> firstRow(long pipelineId) {
        return Optional.ofNullable(firstRows.get(pipelineId));
    }

    /** What the last report says of its health; empty when there is none. */
    Optional<HealthFacts.Report> health(long pipelineId) {
        return of(pipelineId)
                .map(report -> new HealthFacts.Report(
                        report.heard(),
                        report.lastError() == null
                                ? null
                                : Objects.requireNonNullElse(report.lastError().at(), report.heard()),
                        late.get(pipelineId)));
    }

    /** Whether any node has reported within this time. */
    public boolean heardWithin(Duration time) {
        Instant earliest = Instant.now().minus(time);
        return reports.values().stream().anyMatch(report -> report.heard().isAfter(earliest));
    }

    /** Empty when no node has reported since this manager started. */
    public Optional<Report> of(long pipelineId) {
        return Optional.ofNullable(reports.get(pipelineId));
    }
}
