package io.otter.manager.channel;

import io.otter.common.health.HealthFacts;
import io.otter.common.health.PipelineHealth;
import io.otter.communication.message.StatisticsReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The latest reports of nodes about pipelines. In memory only, as they are stale after a restart. Thread-safe. */
@Component
public final class PipelineFacts {
    private final Map<Long, Heard> reports = new ConcurrentHashMap<>();
    private final Map<Long, Instant> firstRows = new ConcurrentHashMap<>();
    private final Map<Long, Instant> late = new ConcurrentHashMap<>();

    /** What a node said of a pipeline, and when. */
    public record Heard(Instant at, StatisticsReport.Pipeline said) {}

    /** Replaces what is known of a pipeline. */
    public void heard(Instant at, StatisticsReport.Pipeline said) {
        long id = said.pipelineId();
        Heard before = reports.put(id, new Heard(at, said));
        if (said.rows() == 0) {
            firstRows.remove(id);
        } else if (before != null && before.said().rows() == 0) {
            firstRows.put(id, at);
        }
        if (said.delayMillis() > PipelineHealth.LATE.toMillis()) {
            late.putIfAbsent(id, at);
        } else {
            late.remove(id);
        }
    }

    /** When the first row of the current run was reported; empty if there was none or this manager missed it. */
    public Optional<Instant> firstRow(long pipelineId) {
        return Optional.ofNullable(firstRows.get(pipelineId));
    }

    /** What the last report says of its health; empty when there is none. */
    Optional<HealthFacts.Report> health(long pipelineId) {
        return of(pipelineId)
                .map(heard -> new HealthFacts.Report(
                        heard.at(),
                        heard.said().fails() ? Instant.ofEpochMilli(heard.said().errorMillis()) : null,
                        late.get(pipelineId)));
    }

    /** Whether any node has reported within this time. */
    public boolean heardWithin(Duration time) {
        Instant earliest = Instant.now().minus(time);
        return reports.values().stream().anyMatch(report -> report.at().isAfter(earliest));
    }

    /** Empty when no node has reported since this manager came up. */
    public Optional<Heard> of(long pipelineId) {
        return Optional.ofNullable(reports.get(pipelineId));
    }
}
