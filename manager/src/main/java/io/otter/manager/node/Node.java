package io.otter.manager.node;

import org.jspecify.annotations.Nullable;

/**
 * A node.
 *
 * @param nid id of table NODE
 * @param ip address or host name that other nodes connect to
 * @param port of its RPC server
 * @param zookeeper name of its cluster, null for the manager's
 */
public record Node(
        int nid, String name, String ip, int port, @Nullable String zookeeper) {}
