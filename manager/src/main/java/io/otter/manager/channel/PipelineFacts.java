package io.otter.manager.channel;

import io.otter.common.model.StageTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What nodes last reported of their pipelines. Thread-safe; kept in memory, since it is stale after a restart anyway. */
@Component
public final class PipelineFacts {
    /** A pipeline whose rows arrive later than this is catching up. */
    public static final long LATE_MILLIS = 10_000;

    private final Map<Long, Report> reports = new ConcurrentHashMap<>();
    private final Map<Long, Instant> firstRows = new ConcurrentHashMap<>();
    private final Map<Long, Instant> late = new ConcurrentHashMap<>();

    /**
     * One report.
     *
     * @param delayMillis null when unknown
     * @param rowsPerSecond null when unknown
     * @param stages what the node measured lately
     * @param rows applied since the run began
     * @param seen rows read from the log since the run began by media pair, also what a filter dropped
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

    /** Rows of one media pair, in a run or in a part of it. */
    public record PairRows(long pairId, long inserts, long updates, long deletes) {
        public static PairRows none(long pairId) {
            return new PairRows(pairId, 0, 0, 0);
        }

        public long rows() {
            return inserts + updates + deletes;
        }

        /** What came after {@code earlier}. */
        public PairRows minus(PairRows earlier) {
            return new PairRows(
                    pairId, inserts - earlier.inserts, updates - earlier.updates, deletes - earlier.deletes);
        }
    }

    /** Replaces what is known of a pipeline. */
    public void heard(long pipelineId, Report report) {
        Report before = reports.put(pipelineId, report);
        if (report.rows() == 0) {
            firstRows.remove(pipelineId);
        } else if (before != null && before.rows() == 0) {
            firstRows.put(pipelineId, report.heard());
        }
        Long delay = report.delayMillis();
        if (delay != null && delay > LATE_MILLIS) {
            late.putIfAbsent(pipelineId, report.heard());
        } else {
            late.remove(pipelineId);
        }
    }

    /** When the first row of the present run was heard of; empty when there is none or nobody listened then. */
    public Optional<Instant> firstRow(long pipelineId) {
        return Optional.ofNullable(firstRows.get(pipelineId));
    }

    /** When its rows were first heard to arrive late, without a break since; empty when they do not. */
    public Optional<Instant> lateSince(long pipelineId) {
        return Optional.ofNullable(late.get(pipelineId));
    }

    /** Whether any node has reported within this time. */
    public boolean heardWithin(Duration time) {
        Instant earliest = Instant.now().minus(time);
        return reports.values().stream().anyMatch(report -> report.heard().isAfter(earliest));
    }

    /** Empty when no node has reported since this manager came up. */
    public Optional<Report> of(long pipelineId) {
        return Optional.ofNullable(reports.get(pipelineId));
    }
}
