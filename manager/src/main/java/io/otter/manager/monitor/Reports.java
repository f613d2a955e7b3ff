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
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Receives the reports of nodes: the latest facts stay in memory for the pages, a delay per minute and every log
 * record go to the database. A database outage loses history, but no facts. Thread-safe.
 */
@Component
public final class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);
    private static final Duration SAMPLE = Duration.ofMinutes(1);

    /** Replaces the nid in log records written by a manager. */
    public static final String MANAGER = "manager";

    private final PipelineFacts facts;
    private final AppliedTotals totals;
    private final MonitorMapper mapper;
    private final Clock clock;
    private final Map<Long, Instant> samples = new ConcurrentHashMap<>();

    @Autowired
    Reports(PipelineFacts facts, AppliedTotals totals, MonitorMapper mapper) {
        this(facts, totals, mapper, Clock.systemUTC());
    }

    Reports(PipelineFacts facts, AppliedTotals totals, MonitorMapper mapper, Clock clock) {
        this.facts = facts;
        this.totals = totals;
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

    /** Call at start: how late pipelines are that no node reports about. */
    void begin() {
        try {
            mapper.lastDelays()
                    .forEach(
                            last -> facts.remember(last.pipelineId(), Instant.ofEpochSecond(last.at()), last.millis()));
        } catch (DataAccessException e) {
            log.warn("the delays of earlier cannot be read: {}", e.getMessage());
        }
    }

    void heard(StatisticsReport report) {
        Instant now = clock.instant();
        for (StatisticsReport.Pipeline pipeline : report.pipelines()) {
            facts.heard(now, report.nid(), pipeline);
        }
        if (report.totals().known()) {
            report.pipelines().forEach(pipeline -> sample(now, pipeline));
            totals.heard(now, report);
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

    /** Whoever stands by knows no delay. */
    private void sample(Instant now, StatisticsReport.Pipeline pipeline) {
        Long delay = pipeline.delayMillis();
        Instant before = samples.get(pipeline.pipelineId());
        if (delay == null || before != null && Duration.between(before, now).compareTo(SAMPLE) < 0) {
            return;
        }
        samples.put(pipeline.pipelineId(), now);
        try {
            mapper.insertDelay(pipeline.pipelineId(), delay);
        } catch (DataAccessException e) {
            log.warn("a sample of pipeline {} could not be stored: {}", pipeline.pipelineId(), e.getMessage());
        }
    }
}
