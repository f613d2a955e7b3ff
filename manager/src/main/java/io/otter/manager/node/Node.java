package io.otter.manager.node;

import org.jspecify.annotations.Nullable;

/**
 * A node.
 *
 * @param nid id of table NODE
 * @param ip what other nodes connect to: an address or a host name
 * @param port of its RPC
 * @param zookeeper name of its cluster, null for the manager's
 */
public record Node(
        int nid, String name, String ip, int port, @Nullable String zookeeper) {}
