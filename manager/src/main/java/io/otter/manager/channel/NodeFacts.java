package io.otter.manager.channel;

import io.otter.arbitrate.drain.Drain;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.manager.spec.Configuration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Derives from ZooKeeper what nodes are up. Thread-safe. */
@Component
final class NodeFacts {
    private final Coordination coordination;
    private final NodeRegistry registry;
    private final Drains drains;

    NodeFacts(Coordination coordination, NodeRegistry registry, Drains drains) {
        this.coordination = coordination;
        this.registry = registry;
        this.drains = drains;
    }

    /** By nid; all are down when ZooKeeper does not answer. */
    List<NodeReport> report(Configuration configured) {
        Map<Integer, NodeRegistration> alive = new HashMap<>();
        Map<Integer, Drain> drained = new HashMap<>();
        if (coordination.state() == SessionState.CONNECTED) {
            drained.putAll(drains.list());
            registry.list().forEach(node -> alive.put(node.nid(), node));
        }
        return configured.nodes().stream()
                .map(node -> {
                    Optional<NodeRegistration> up = Optional.ofNullable(alive.get(node.nid()));
                    return new NodeReport(
                            node.nid(),
                            node.name(),
                            node.ip(),
                            node.port(),
                            up.isPresent(),
                            up.map(NodeRegistration::version).orElse(null),
                            up.map(entry -> Instant.ofEpochMilli(entry.startedMillis()))
                                    .orElse(null),
                            Optional.ofNullable(drained.get(node.nid()))
                                    .map(drain -> new NodeReport.Drained(
                                            drain.by(), Instant.ofEpochMilli(drain.sinceMillis())))
                                    .orElse(null));
                })
                .toList();
    }
}
