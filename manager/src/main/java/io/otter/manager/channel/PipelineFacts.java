package io.otter.manager.channel;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What nodes last reported of their pipelines. Thread-safe; kept in memory, since it is stale after a restart anyway. */
@Component
public final class PipelineFacts {
    private final Map<Long, Report> reports = new ConcurrentHashMap<>();

    /**
     * One report.
     *
     * @param delayMillis null when unknown
     * @param rowsPerSecond null when unknown
     * @param lastError null when there is none
     */
    public record Report(
            Instant heard,
            @Nullable Long delayMillis,
            @Nullable Double rowsPerSecond,
            ChannelReport.@Nullable Fault lastError) {}

    /** Replaces what is known of a pipeline. */
    public void heard(long pipelineId, Report report) {
        reports.put(pipelineId, report);
    }

    /** Empty when no node has reported since this manager came up. */
    public Optional<Report> of(long pipelineId) {
        return Optional.ofNullable(reports.get(pipelineId));
    }
}
