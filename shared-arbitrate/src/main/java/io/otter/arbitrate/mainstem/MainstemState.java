package io.otter.arbitrate.mainstem;

import io.otter.common.position.BinlogPosition;
import org.jspecify.annotations.Nullable;

/**
 * The current mainstem as recorded in ZooKeeper.
 *
 * @param epoch of this term; only grows
 * @param ready whether the run has begun, so that everything the source commits from now on is read
 * @param sinceMillis milliseconds since the epoch
 * @param from where the run began to read; null before it is ready, and from a node of an earlier version
 */
public record MainstemState(
        int nid,
        long epoch,
        boolean ready,
        long sinceMillis,
        @Nullable BinlogPosition from) {
    /** A term whose run has not begun. */
    static MainstemState taken(int nid, long epoch, long sinceMillis) {
        return new MainstemState(nid, epoch, false, sinceMillis, null);
    }
}
