package io.otter.node.report;

import io.otter.common.error.OtterException;
import io.otter.common.model.StageTimes;
import io.otter.communication.message.FreeDoorReport;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.node.batch.RowCounts;
import io.otter.node.extract.FreeDoorProgress;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.supervisor.PipelineReport;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is to be said of the pipelines, as far as it depends on what was said before. Not thread-safe. */
final class ReportContents {
    private final Supplier<Map<Long, PipelineReport>> reports;
    private final Clock clock;
    private Map<Long, Sample> samples = new HashMap<>();
    private final Map<Long, String> faultsSent = new HashMap<>();
    private final Map<Long, FreeDoorReport> freeDoorsSent = new HashMap<>();

    ReportContents(Supplier<Map<Long, PipelineReport>> reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    List<StatisticsReport.Pipeline> pipelines() {
        Map<Long, Sample> now = new HashMap<>();
        List<StatisticsReport.Pipeline> pipelines = new ArrayList<>();
        reports.get().forEach((id, report) -> {
            RunFacts facts = report.facts().orElse(null);
            long rows = facts == null ? 0 : facts.rows();
            Sample before = samples.get(id);
            Sample sample = new Sample(clock.millis(), rows, PresentFault.of(report.fault(), before));
            now.put(id, sample);
            pipelines.add(pipeline(id, report.epoch(), facts, sample, before == null ? 0 : before.perSecond(sample)));
        });
        samples = now;
        return pipelines;
    }

    /** Of pipelines whose resync by the free door is not as it was when that was last sent. */
    List<FreeDoorReport> freeDoorNews() {
        List<FreeDoorReport> news = new ArrayList<>();
        reports.get().forEach((id, report) -> {
            FreeDoorProgress now = report.facts().map(RunFacts::freeDoor).orElse(null);
            if (now != null) {
                FreeDoorReport said = freeDoor(id, now);
                if (!said.equals(freeDoorsSent.get(id))) {
                    news.add(said);
                }
            }
        });
        return news;
    }

    void sent(FreeDoorReport report) {
        freeDoorsSent.put(report.pipelineId(), report);
    }

    private static FreeDoorReport freeDoor(long id, FreeDoorProgress progress) {
        return new FreeDoorReport(
                id,
                progress.startedMillis(),
                progress.heardMillis(),
                progress.lines(),
                progress.remaining(),
                progress.rows(),
                progress.bad(),
                progress.badLines().stream()
                        .map(line -> new FreeDoorReport.BadLine(line.id(), line.table(), line.key(), line.reason()))
                        .toList(),
                progress.others().stream()
                        .map(other ->
                                new FreeDoorReport.Other(other.table(), other.tableId(), other.lines(), other.ids()))
                        .toList());
    }

    /** A fault is logged once when it is new, not on every report. */
    List<LogRecordReport> newFaults(int nid) {
        List<LogRecordReport> faults = new ArrayList<>();
        reports.get().forEach((id, report) -> {
            OtterException fault = report.fault();
            if (fault == null) {
                faultsSent.remove(id);
                return;
            }
            LogRecordReport news = new LogRecordReport(
                    nid,
                    report.channelId(),
                    id,
                    report.pipeline() + ": " + fault.code(),
                    fault.describe(),
                    fault.at().toEpochMilli());
            if (!news.message().equals(faultsSent.get(id))) {
                faults.add(news);
            }
        });
        return faults;
    }

    void sent(LogRecordReport fault) {
        faultsSent.put(fault.pipelineId(), fault.message());
    }

    private static StatisticsReport.Pipeline pipeline(
            long id, long epoch, @Nullable RunFacts facts, Sample sample, double perSecond) {
        PresentFault present = sample.fault();
        OtterException fault = present == null ? null : present.fault();
        return new StatisticsReport.Pipeline(
                id,
                epoch,
                present == null ? 0 : present.since().toEpochMilli(),
                facts == null || facts.position() == null
                        ? ""
                        : facts.position().toString(),
                facts == null ? null : facts.delayMillis(),
                sample.rows(),
                perSecond,
                facts == null ? 0 : facts.inFlight(),
                facts == null ? StageTimes.NONE : facts.stageTimes(),
                fault == null ? "" : fault.code().name(),
                fault == null ? "" : String.valueOf(fault.getMessage()),
                facts == null ? List.of() : pairs(facts.seenByPair()),
                facts == null ? List.of() : pairs(facts.countsByPair()));
    }

    private static List<StatisticsReport.Pair> pairs(Map<Long, RowCounts> counts) {
        return counts.entrySet().stream()
                .map(pair -> pair(pair.getKey(), pair.getValue()))
                .toList();
    }

    static StatisticsReport.Pair pair(long id, RowCounts rows) {
        return new StatisticsReport.Pair(id, rows.inserts(), rows.updates(), rows.deletes());
    }

    /** A fault is a new one with each try; it is present since the first that said the same. */
    private record PresentFault(OtterException fault, Instant since) {
        static @Nullable PresentFault of(@Nullable OtterException fault, @Nullable Sample before) {
            PresentFault earlier = before == null ? null : before.fault;
            if (fault == null || earlier == null || !earlier.fault.describe().equals(fault.describe())) {
                return fault == null ? null : new PresentFault(fault, fault.at());
            }
            return earlier;
        }
    }

    private record Sample(long millis, long rows, @Nullable PresentFault fault) {
        double perSecond(Sample later) {
            long elapsed = later.millis - millis;
            return elapsed <= 0 || later.rows < rows ? 0 : (later.rows - rows) * 1_000.0 / elapsed;
        }
    }
}
