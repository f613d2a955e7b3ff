package io.otter.manager.pipeline;

import io.otter.common.model.NamePattern;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.datasource.Media;
import io.otter.manager.deadletter.DeadLetters;
import io.otter.manager.monitor.Reports;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.Pipeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a pipeline's media pairs have read and applied. Thread-safe. */
@Component
final class PairFigures {
    private final PipelineFacts facts;
    private final Reports reports;
    private final DeadLetters letters;
    private final PairKeys keys;

    PairFigures(PipelineFacts facts, Reports reports, DeadLetters letters, PairKeys keys) {
        this.keys = keys;
        this.facts = facts;
        this.reports = reports;
        this.letters = letters;
    }

    /**
     * One media pair.
     *
     * @param seen rows read from the log since the current run began, null when no node has reported
     * @param applied rows since the current run began, null likewise
     * @param total rows applied in all runs, at most a minute old
     * @param changed null when never
     * @param key null until the databases have answered
     * @param openLetters refused rows without a decision
     */
    record Line(
            Pair pair,
            StatisticsReport.@Nullable Pair seen,
            StatisticsReport.@Nullable Pair applied,
            StatisticsReport.Pair total,
            @Nullable Instant changed,
            PairKeys.@Nullable Found key,
            long openLetters) {}

    List<Line> of(Pipeline pipeline) {
        Map<Long, Reports.Total> totals = reports.totals(pipeline.id());
        Map<String, Long> refused = letters.openByTable(pipeline.id());
        Map<Long, PairKeys.Found> found = keys.of(pipeline);
        StatisticsReport.Pipeline report =
                facts.of(pipeline.id()).map(PipelineFacts.Heard::said).orElse(null);
        return pipeline.pairs().stream()
                .map(pair -> {
                    Reports.Total total = totals.get(pair.id());
                    return new Line(
                            pair,
                            report == null ? null : find(report.seen(), pair.id()),
                            report == null ? null : find(report.applied(), pair.id()),
                            total == null ? StatisticsReport.Pair.none(pair.id()) : total.rows(),
                            total == null ? null : total.changed(),
                            found.get(pair.id()),
                            refused.entrySet().stream()
                                    .filter(entry -> covers(pair.from(), entry.getKey()))
                                    .mapToLong(Map.Entry::getValue)
                                    .sum());
                })
                .toList();
    }

    private static StatisticsReport.Pair find(List<StatisticsReport.Pair> pairs, long pairId) {
        return pairs.stream()
                .filter(rows -> rows.pairId() == pairId)
                .findFirst()
                .orElse(StatisticsReport.Pair.none(pairId));
    }

    /** @param table {@code schema.table} */
    private static boolean covers(Media media, String table) {
        int dot = table.indexOf('.');
        return dot >= 0
                && NamePattern.parse(media.schema()).matches(table.substring(0, dot))
                && NamePattern.parse(media.table()).matches(table.substring(dot + 1));
    }
}
