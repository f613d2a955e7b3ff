package io.otter.manager.monitor;

import io.otter.common.error.ErrorCode;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.PipelineFacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Takes what nodes report: the newest facts stay in memory for the pages, a sample a minute and every log record go to the
 * database. A database that does not answer costs history, never facts. Thread-safe.
 */
@Component
public final class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);
    private static final Duration SAMPLE = Duration.ofMinutes(1);

    private final PipelineFacts facts;
    private final MonitorMapper mapper;
    private final Clock clock = Clock.systemUTC();
    private final Map<Long, Sample> samples = new ConcurrentHashMap<>();

    Reports(PipelineFacts facts, MonitorMapper mapper) {
        this.facts = facts;
        this.mapper = mapper;
    }

    /** One log record of a channel, newest first. */
    public record Entry(Instant at, String nid, String title, String message) {}

    public List<Entry> log(long channelId, int most) {
        return mapper.logRecords(Long.toString(channelId), most).stream()
                .map(row -> new Entry(row.at(), row.nid(), row.title(), row.message()))
                .toList();
    }

    void heard(StatisticsReport report) {
        Instant now = clock.instant();
        for (StatisticsReport.Pipeline pipeline : report.pipelines()) {
            facts.heard(
                    pipeline.pipelineId(),
                    new PipelineFacts.Report(
                            now,
                            pipeline.delayMillis(),
                            pipeline.rowsPerSecond(),
                            pipeline.rows(),
                            pipeline.pairs().stream()
                                    .map(pair -> new PipelineFacts.PairRows(
                                            pair.pairId(), pair.inserts(), pair.updates(), pair.deletes()))
                                    .toList(),
                            pipeline.errorCode().isEmpty() ? null : fault(pipeline)));
            sample(pipeline, now);
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

    private static ChannelReport.Fault fault(StatisticsReport.Pipeline pipeline) {
        // A newer node may know codes that we do not.
        String advice = Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(pipeline.errorCode()))
                .map(ErrorCode::advice)
                .findFirst()
                .orElse("");
        return new ChannelReport.Fault(
                pipeline.errorCode(), pipeline.errorText(), advice, Instant.ofEpochMilli(pipeline.timeMillis()));
    }

    private void sample(StatisticsReport.Pipeline pipeline, Instant now) {
        Sample before = samples.putIfAbsent(pipeline.pipelineId(), new Sample(now, pipeline.rows()));
        if (before == null || Duration.between(before.at(), now).compareTo(SAMPLE) < 0) {
            return;
        }
        samples.put(pipeline.pipelineId(), new Sample(now, pipeline.rows()));
        try {
            mapper.insertDelay(pipeline.pipelineId(), pipeline.delayMillis());
            mapper.insertThroughput(
                    pipeline.pipelineId(),
                    // A run that began anew counts from 0.
                    pipeline.rows() >= before.rows() ? pipeline.rows() - before.rows() : pipeline.rows(),
                    before.at().getEpochSecond(),
                    now.getEpochSecond());
        } catch (DataAccessException e) {
            log.warn("a sample of pipeline {} is not stored: {}", pipeline.pipelineId(), e.getMessage());
        }
    }

    private record Sample(Instant at, long rows) {}
}
