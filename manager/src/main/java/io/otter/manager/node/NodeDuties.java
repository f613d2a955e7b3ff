package io.otter.manager.node;

import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What ZooKeeper says of one node: that it is up, and what it has to do. Nothing while ZooKeeper does not answer. Thread-safe. */
@Component
final class NodeDuties {
    private final NodeRegistry registry;
    private final ConfigStore published;
    private final Mainstem mainstem;
    private final Coordination coordination;

    NodeDuties(NodeRegistry registry, ConfigStore published, Mainstem mainstem, Coordination coordination) {
        this.registry = registry;
        this.published = published;
        this.mainstem = mainstem;
        this.coordination = coordination;
    }

    /**
     * A channel that names the node.
     *
     * @param version the published one
     * @param runs the version that the node runs, null when it runs none
     * @param selects the pipelines that it owns now
     */
    record Duty(String channel, long version, @Nullable Long runs, List<String> selects, List<String> loads) {}

    /** Empty when it is not up. */
    Optional<NodeRegistration> registration(Node node) {
        return connected()
                ? registry.list().stream()
                        .filter(one -> one.nid() == node.nid())
                        .findFirst()
                : Optional.empty();
    }

    /** By name of the channel. */
    List<Duty> list(Node node, Optional<NodeRegistration> registration) {
        List<Duty> duties = new ArrayList<>();
        if (!connected()) {
            return duties;
        }
        for (ChannelConfig channel : published.channels().values()) {
            List<String> loads = channel.pipelines().stream()
                    .filter(pipeline -> pipeline.loadNodes().contains(node.nid()))
                    .map(PipelineConfig::name)
                    .toList();
            boolean named = !loads.isEmpty()
                    || channel.pipelines().stream()
                            .anyMatch(pipeline -> pipeline.selectNodes().contains(node.nid()));
            if (named) {
                duties.add(new Duty(
                        channel.name(),
                        channel.version(),
                        registration
                                .map(one -> one.configVersions().get(channel.id()))
                                .orElse(null),
                        channel.pipelines().stream()
                                .filter(pipeline -> mainstem.state(channel.id(), pipeline.id())
                                        .filter(term -> term.nid() == node.nid())
                                        .isPresent())
                                .map(PipelineConfig::name)
                                .toList(),
                        loads));
            }
        }
        duties.sort(Comparator.comparing(Duty::channel));
        return duties;
    }

    private boolean connected() {
        return coordination.state() == SessionState.CONNECTED;
    }
}
