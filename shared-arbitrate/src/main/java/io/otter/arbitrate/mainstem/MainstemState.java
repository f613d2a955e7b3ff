package io.otter.arbitrate.mainstem;

/**
 * Who selects, as ZooKeeper holds it.
 *
 * @param epoch of this term; only grows
 * @param ready whether the pipeline's run has begun: whatever the source commits from now on is read
 * @param sinceMillis milliseconds since the epoch
 */
public record MainstemState(int nid, long epoch, boolean ready, long sinceMillis) {}
