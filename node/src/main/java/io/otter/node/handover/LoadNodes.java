package io.otter.node.handover;

import io.otter.arbitrate.node.NodeRegistration;
import io.otter.common.model.NodeConfig;
import io.otter.common.model.ServerAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The addresses of load nodes. */
public final class LoadNodes {
    private LoadNodes() {}

    /** Live nodes at their registered address, then others at their published address; each in {@code nids} order. */
    public static List<ServerAddress> addresses(
            List<Integer> nids, List<NodeRegistration> live, List<NodeConfig> published) {
        Set<ServerAddress> addresses = new LinkedHashSet<>();
        for (int nid : nids) {
            live.stream()
                    .filter(node -> node.nid() == nid)
                    .forEach(node -> addresses.add(new ServerAddress(node.host(), node.port())));
        }
        for (int nid : nids) {
            published.stream()
                    .filter(node -> node.nid() == nid && live.stream().noneMatch(other -> other.nid() == nid))
                    .forEach(node -> addresses.add(new ServerAddress(node.host(), node.port())));
        }
        return new ArrayList<>(addresses);
    }
}
