package io.otter.manager.node;

import java.util.List;

/**
 * A ZooKeeper cluster.
 *
 * @param id of table AUTOKEEPER_CLUSTER, 0 for a new one
 * @param servers {@code host:port}, at least one
 */
public record Zookeeper(long id, String name, List<String> servers) {
    public Zookeeper {
        servers = List.copyOf(servers);
    }
}
