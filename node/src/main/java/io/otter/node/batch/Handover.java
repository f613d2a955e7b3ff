package io.otter.node.batch;

import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import java.util.Optional;

/**
 * The way from the select side to the load side: a call on one node, a stream between two. One thread opens and pushes; any
 * thread closes.
 */
public interface Handover extends AutoCloseable {
    /**
     * Raises the fence at every target to this epoch: no earlier owner commits any more.
     *
     * @return where reading must begin, the least advanced target's checkpoint; empty when no target has one
     * @throws FencedException if a target knows a higher epoch
     */
    Optional<BinlogPosition> open(long epoch);

    /**
     * Hands a batch over, in order. Bounding what is in flight is the caller's matter.
     *
     * @throws OtterException if the load side is gone
     */
    void push(Batch batch) throws InterruptedException;

    /** The load node on the other side of an open stream; empty when loading is done here. From any thread. */
    default Optional<ServerAddress> peer() {
        return Optional.empty();
    }

    /** Ends loading; what is not committed is rolled back. */
    @Override
    void close();
}
