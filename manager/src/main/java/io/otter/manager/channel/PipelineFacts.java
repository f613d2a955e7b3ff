package io.otter.manager.channel;

import io.otter.common.health.HealthFacts;
import io.otter.common.health.Lateness;
import io.otter.common.health.PipelineHealth;
import io.otter.communication.message.StatisticsReport;
import java.time.Clock;
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

    private final Lateness lateness = new Lateness();
    private final Clock clock;
    private final Instant begun;

    public PipelineFacts() {
        this(Clock.systemUTC());
    }

    public PipelineFacts(Clock clock) {
        this.clock = clock;
        begun = clock.instant();
    }

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
        lateness.said(id, at, delay);
        if (delay != null && delay > PipelineHealth.LATE.toMillis()) {
            late.putIfAbsent(id, at);
        } else {
            late.remove(id);
        }
    }

    /** Call at start with what an earlier manager knew. */
    public void remember(long pipelineId, Instant at, long delayMillis) {
        lateness.remember(pipelineId, at, delayMillis);
    }

    /** When the first row of the current run was reported; empty if there was none or this manager missed it. */
    public Optional<Instant> firstRow(long pipelineId) {
        return Optional.ofNullable(firstRows.get(pipelineId));
    }

    /** How late the target is; empty when nobody has ever known. */
    public Optional<Duration> delay(long pipelineId, Instant now) {
        return lateness.of(pipelineId, now);
    }

    /**
     * What the last report says of its health; empty when there is none, and for a term that has not reported while this
     * manager has just come up. Who stands by does not vouch for the owner.
     *
     * @param epoch of the term, 0 when no node has taken it
     */
    Optional<HealthFacts.Report> health(long pipelineId, long epoch, Instant now) {
        Optional<Heard> last = of(pipelineId);
        if (epoch > 0 && last.map(heard -> heard.said().epoch() != epoch).orElse(true)) {
            return PipelineHealth.fresh(begun, now)
                    ? Optional.empty()
                    : Optional.of(new HealthFacts.Report(begun, null, null));
        }
        return last.map(heard -> new HealthFacts.Report(
                heard.at(),
                heard.said().fails() ? Instant.ofEpochMilli(heard.said().errorMillis()) : null,
                late.get(pipelineId)));
    }

    /** Whether any node has reported within this time. */
    public boolean heardWithin(Duration time) {
        Instant earliest = clock.instant().minus(time);
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
        return silent && (said.epoch() > 0 || before.said().epoch() == 0);
    }
}
