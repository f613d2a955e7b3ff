package io.otter.arbitrate.mainstem;

/**
 * The current mainstem as recorded in ZooKeeper.
 *
 * @param epoch of this term; only grows
 * @param ready whether the run has begun, so that everything the source commits from now on is read
 * @param sinceMillis milliseconds since the epoch
 */
public record MainstemState(int nid, long epoch, boolean ready, long sinceMillis) {}
