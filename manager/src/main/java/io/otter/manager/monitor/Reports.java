package io.otter.manager.monitor;

import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.channel.PipelineFacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Receives the reports of nodes: the latest facts stay in memory for the pages, a sample per minute and every log
 * record go to the database. A database outage loses history, but no facts. Thread-safe.
 */
@Component
public final class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);
    private static final Duration SAMPLE = Duration.ofMinutes(1);

    /** Replaces the nid in log records written by a manager. */
    public static final String MANAGER = "manager";

    private final PipelineFacts facts;
    private final MonitorMapper mapper;
    private final Clock clock;
    private final Map<Long, Sample> samples = new ConcurrentHashMap<>();

    @Autowired
    Reports(PipelineFacts facts, MonitorMapper mapper) {
        this(facts, mapper, Clock.systemUTC());
    }

    Reports(PipelineFacts facts, MonitorMapper mapper, Clock clock) {
        this.facts = facts;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** One log record of a channel. */
    public record Entry(Instant at, String nid, String title, String message) {}

    public List<Entry> log(long channelId, int most) {
        return mapper.logRecords(Long.toString(channelId), most).stream()
                .map(row -> new Entry(Instant.ofEpochSecond(row.at()), row.nid(), row.title(), row.message()))
                .toList();
    }

    /** Likewise, of one pipeline. */
    public List<Entry> logOfPipeline(long pipelineId, int most) {
        return mapper.pipelineLog(Long.toString(pipelineId), most).stream()
                .map(row -> new Entry(Instant.ofEpochSecond(row.at()), row.nid(), row.title(), row.message()))
                .toList();
    }

    /**
     * Rows of a media pair applied in all runs that were reported to a manager, at most a minute old.
     *
     * @param changed when a manager last received a change
     */
    public record Total(StatisticsReport.Pair rows, Instant changed) {}

    /** By media pair; pairs without changes are missing. */
    public Map<Long, Total> totals(long pipelineId) {
        return mapper.tables(pipelineId).stream()
                .collect(Collectors.toMap(
                        MonitorMapper.TableRow::pairId,
                        row -> new Total(
                                new StatisticsReport.Pair(row.pairId(), row.inserts(), row.updates(), row.deletes()),
                                Instant.ofEpochSecond(row.changed()))));
    }

    void heard(StatisticsReport report) {
        Instant now = clock.instant();
        for (StatisticsReport.Pipeline pipeline : report.pipelines()) {
            facts.heard(now, pipeline);
            sample(pipeline, new Sample(now, pipeline.rows(), pipeline.applied()));
        }
    }

    void heard(LogRecordReport record) {
        mapper.insertLogRecord(
                Integer.toString(record.nid()),
                Long.toString(record.channelId()),
                Long.toString(record.pipelineId()),
                record.title(),
                record.message());
    }

    /** Adds a log record of the manager itself. */
    public void note(long channelId, long pipelineId, String title, String message) {
        mapper.insertLogRecord(MANAGER, Long.toString(channelId), Long.toString(pipelineId), title, message);
    }

    private void sample(StatisticsReport.Pipeline pipeline, Sample now) {
        long id = pipeline.pipelineId();
        Sample before = samples.putIfAbsent(id, now);
        if (before == null || Duration.between(before.at(), now.at()).compareTo(SAMPLE) < 0) {
            return;
        }
        samples.put(id, now);
        long from = before.at().getEpochSecond();
        long to = now.at().getEpochSecond();
        try {
            mapper.insertDelay(id, pipeline.delayMillis());
            mapper.insertThroughput(id, now.rowsSince(before), from, to);
            for (StatisticsReport.Pair rows : now.pairsSince(before)) {
                if (!mapper.addToTable(id, rows)) {
                    mapper.insertTable(id, rows);
                }
                mapper.insertTableHistory(id, rows, from, to);
            }
        } catch (DataAccessException e) {
            log.warn("a sample of pipeline {} could not be stored: {}", id, e.getMessage());
        }
    }

    /** What a run had applied at a moment; a run that began anew counts from 0. */
    private record Sample(Instant at, long rows, List<StatisticsReport.Pair> pairs) {
        long rowsSince(Sample before) {
            return rows >= before.rows ? rows - before.rows : rows;
        }

        /** Without those that did not change. */
        List<StatisticsReport.Pair> pairsSince(Sample before) {
            Map<Long, StatisticsReport.Pair> earlier = rows >= before.rows
                    ? before.pairs.stream()
                            .collect(Collectors.toMap(StatisticsReport.Pair::pairId, Function.identity()))
                    : Map.of();
            return pairs.stream()
                    .map(pair ->
                            pair.minus(earlier.getOrDefault(pair.pairId(), StatisticsReport.Pair.none(pair.pairId()))))
                    .filter(pair -> pair.rows() > 0)
                    .toList();
        }
    }
}
