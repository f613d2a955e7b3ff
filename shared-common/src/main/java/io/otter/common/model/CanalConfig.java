package io.otter.common.model;

import io.otter.common.secret.Secret;
import java.util.List;
import java.util.Map;

/**
 * How to read one source's binlog.
 *
 * @param id of table CANAL
 * @param name also the destination under /otter/canal/destinations
 * @param addresses at least one; the first that answers is used
 * @param serverId the server_id to register with; unique among all readers and servers of the topology
 * @param tsdb whether to keep a schema history
 * @param options typed connection options, as of a source
 */
public record CanalConfig(
        long id,
        String name,
        List<ServerAddress> addresses,
        String username,
        Secret password,
        StartPosition start,
        long serverId,
        boolean tsdb,
        Map<String, String> options) {
    @SuppressWarnings("NullAway") // what an earlier version published has no options
    public CanalConfig {
        addresses = List.copyOf(addresses);
        options = options == null ? Map.of() : Map.copyOf(options);
    }

    /** With the default options. */
    public CanalConfig(
            long id,
            String name,
            List<ServerAddress> addresses,
            String username,
            Secret password,
            StartPosition start,
            long serverId,
            boolean tsdb) {
        this(id, name, addresses, username, password, start, serverId, tsdb, Map.of());
    }
}
