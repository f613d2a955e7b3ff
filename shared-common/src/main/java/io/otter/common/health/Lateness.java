package io.otter.common.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Up to when the targets of pipelines have everything, as far as anybody has said. Thread-safe. */
public final class Lateness {
    private final Map<Long, UpToDate> pipelines = new ConcurrentHashMap<>();

    private record UpToDate(Instant until, Instant known) {}

    /** Somebody says how late a target is. @param delayMillis null when unknown, which changes nothing */
    public void said(long pipelineId, Instant at, @Nullable Long delayMillis) {
        if (delayMillis != null) {
            pipelines.put(pipelineId, new UpToDate(at.minusMillis(delayMillis), at));
        }
    }

    /** Likewise, of earlier: it does not count when more is known. */
    public void remember(long pipelineId, Instant at, long delayMillis) {
        pipelines.putIfAbsent(pipelineId, new UpToDate(at.minusMillis(delayMillis), at));
    }

    /**
     * What was said a moment ago, else the time since the target was last known to be up to date, whatever keeps anybody from
     * saying more. Empty when nobody has ever known.
     */
    public Optional<Duration> of(long pipelineId, Instant now) {
        UpToDate last = pipelines.get(pipelineId);
        if (last == null) {
            return Optional.empty();
        }
        Duration delay = Duration.between(last.until, PipelineHealth.fresh(last.known, now) ? last.known : now);
        return Optional.of(delay.isNegative() ? Duration.ZERO : delay);
    }
}
