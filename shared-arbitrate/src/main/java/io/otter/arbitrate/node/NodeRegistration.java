package io.otter.arbitrate.node;

import java.util.Map;

/**
 * What a live node says of itself.
 *
 * @param host advertised, what others connect to
 * @param port of its RPC
 * @param startedMillis milliseconds since the epoch
 * @param configVersions by channel id: the version it runs
 */
public record NodeRegistration(
        int nid, String host, int port, String version, long startedMillis, Map<Long, Long> configVersions) {
    public NodeRegistration {
        configVersions = Map.copyOf(configVersions);
    }

    public NodeRegistration withConfigVersions(Map<Long, Long> versions) {
        return new NodeRegistration(nid, host, port, version, startedMillis, versions);
    }
}
