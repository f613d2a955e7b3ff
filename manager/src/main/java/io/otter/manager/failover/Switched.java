package io.otter.manager.failover;

/**
 * A mainstem that is asked to move.
 *
 * @param epoch of the term that ends
 * @param to nid of the node that is to take over, 0 for any other
 */
public record Switched(String pipeline, int from, long epoch, int to) {}
