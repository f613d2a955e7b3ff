package io.otter.common.model;

import io.otter.common.secret.Secret;
import java.util.List;

/**
 * How to read one source's binlog.
 *
 * @param id of table CANAL
 * @param name also the destination under /otter/canal/destinations
 * @param addresses at least one; the first that answers is used
 * @param serverId the server_id to register with; unique among all readers and servers of the topology
 * @param tsdb whether to keep a schema history
 */
public record CanalConfig(
        long id,
        String name,
        List<ServerAddress> addresses,
        String username,
        Secret password,
        StartPosition start,
        long serverId,
        boolean tsdb) {
    public CanalConfig {
        addresses = List.copyOf(addresses);
    }
}
