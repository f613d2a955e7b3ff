package io.otter.common.model;

/**
 * A node as published by the manager.
 *
 * @param nid the id of table NODE and the number in the node's conf/nid
 * @param host what other nodes connect to; never compared with local interfaces
 * @param port the RPC port that the node listens on
 */
public record NodeConfig(int nid, String name, String host, int port) {}
