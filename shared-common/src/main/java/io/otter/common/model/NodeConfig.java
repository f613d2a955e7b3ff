package io.otter.common.model;

/**
 * A node as the manager publishes it.
 *
 * @param nid the id of table NODE and the number in the node's conf/nid
 * @param host what other nodes connect to; never compared with local interfaces
 * @param port the RPC port the node listens on
 */
public record NodeConfig(int nid, String name, String host, int port) {}
