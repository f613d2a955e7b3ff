package io.otter.manager.node;

import io.otter.communication.message.ProcessReport;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What nodes lately said of their processes. Thread-safe. */
@Component
public final class NodeFigures {
    private final Clock clock = Clock.systemUTC();
    private final Map<Integer, Heard> latest = new ConcurrentHashMap<>();

    /** @param at when it was heard, by this manager's clock */
    public record Heard(Instant at, ProcessReport said) {}

    public void heard(ProcessReport report) {
        latest.put(report.nid(), new Heard(clock.instant(), report));
    }

    /** Empty when none was heard, as of a node of an earlier version. */
    public Optional<Heard> of(int nid) {
        return Optional.ofNullable(latest.get(nid));
    }
}
