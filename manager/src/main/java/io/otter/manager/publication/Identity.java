package io.otter.manager.publication;

import io.otter.common.model.NodeConfig;
import io.otter.manager.datasource.SiteStore;
import io.otter.manager.parameter.Installation;
import io.otter.manager.parameter.ParameterStore;
import io.otter.manager.spec.Configuration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What of this installation goes with its configuration: which one it is, the numbers of its sites, the keys of its nodes. Thread-safe. */
@Component
public final class Identity {
    private final Installation installation;
    private final SiteStore sites;
    private final ParameterStore parameters;

    Identity(Installation installation, SiteStore sites, ParameterStore parameters) {
        this.installation = installation;
        this.sites = sites;
        this.parameters = parameters;
    }

    /** With the generations of their keys. */
    List<NodeConfig> keyed(List<NodeConfig> nodes) {
        Map<Integer, Integer> generations = parameters.keyGenerations();
        return nodes.stream()
                .map(node -> new NodeConfig(
                        node.nid(), node.name(), node.host(), node.port(), generations.getOrDefault(node.nid(), 0)))
                .toList();
    }

    /** Its id. */
    String installation() {
        return installation.id();
    }

    /** Resolves what nodes run. */
    public Resolver resolver(Configuration configured) {
        return new Resolver(configured, installation.id(), sites::number);
    }
}
