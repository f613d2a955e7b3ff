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

/**
 * The latest reports about pipelines, each of the node whose term it is. In memory only, as they are stale after a restart.
 * Thread-safe.
 */
@Component
public final class PipelineFacts {
    private final Map<Long, Heard> reports = new ConcurrentHashMap<>();
    private final Map<Long, Instant> firstRows = new ConcurrentHashMap<>();
    private final Map<Long, Instant> late = new ConcurrentHashMap<>();

    /** By pipeline, up to when everything was applied, and when that was known. */
    private final Map<Long, UpToDate> upToDate = new ConcurrentHashMap<>();

    private record UpToDate(Instant until, Instant known) {}

    /** What a node said of a pipeline, and when. */
    public record Heard(Instant at, int nid, StatisticsReport.Pipeline said) {}

    /** Replaces what is known of a pipeline, unless it comes from a node whose term is over or that only stands by. */
    public synchronized void heard(Instant at, int nid, StatisticsReport.Pipeline said) {
        long id = said.pipelineId();
        Heard before = reports.get(id);
        if (before != null && !counts(at, nid, said, before)) {
            return;
        }
        reports.put(id, new Heard(at, nid, said));
        if (said.rows() == 0) {
            firstRows.remove(id);
        } else if (before != null && before.said().rows() == 0) {
            firstRows.put(id, at);
        }
        Long delay = said.delayMillis();
        if (delay != null) {
            upToDate.put(id, new UpToDate(at.minusMillis(delay), at));
        }
        if (delay != null && delay > PipelineHealth.LATE.toMillis()) {
            late.putIfAbsent(id, at);
        } else {
            late.remove(id);
        }
    }

    /** Call at start with what an earlier manager knew. */
    public void remember(long pipelineId, Instant at, long delayMillis) {
        upToDate.putIfAbsent(pipelineId, new UpToDate(at.minusMillis(delayMillis), at));
    }

    /** When the first row of the current run was reported; empty if there was none or this manager missed it. */
    public Optional<Instant> firstRow(long pipelineId) {
        return Optional.ofNullable(firstRows.get(pipelineId));
    }

    /**
     * How late the target is: what its node said a moment ago, else the time since it was last known to be up to date,
     * whatever keeps its node from saying more. Empty when nobody has ever known.
     */
    public Optional<Duration> delay(long pipelineId, Instant now) {
        UpToDate last = upToDate.get(pipelineId);
        if (last == null) {
            return Optional.empty();
        }
        Instant until = PipelineHealth.fresh(last.known(), now) ? last.known() : now;
        return Optional.of(Duration.between(last.until(), until.isBefore(last.until()) ? last.until() : until));
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

    /** A term ends when its node says so or has been silent, or when a later one begins. */
    private static boolean counts(Instant at, int nid, StatisticsReport.Pipeline said, Heard before) {
        if (nid == before.nid() || said.epoch() > before.said().epoch()) {
            return true;
        }
        boolean silent = !PipelineHealth.fresh(before.at(), at);
        return said.epoch() > 0 ? silent : before.said().epoch() == 0;
    }
}
