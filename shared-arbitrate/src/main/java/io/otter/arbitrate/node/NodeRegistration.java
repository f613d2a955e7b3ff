package io.otter.arbitrate.node;

import java.util.Map;

/**
 * What a live node publishes about itself.
 *
 * @param host the advertised host that others connect to
 * @param port of its RPC server
 * @param version of the software
 * @param startedMillis milliseconds since the epoch
 * @param configVersions configuration version that it runs, by channel id
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
