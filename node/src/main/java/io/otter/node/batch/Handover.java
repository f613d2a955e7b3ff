package io.otter.node.batch;

import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.node.binlog.KeptSchemas;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Carries batches from the select side to the load side: a method call on one node, a stream between two. One thread
 * opens and pushes; any thread may close.
 */
public interface Handover extends AutoCloseable {
    /**
     * Raises the fence at every target to this epoch, so that no earlier owner can commit any more.
     *
     * @return where to start reading: the checkpoint of the target that is furthest behind; empty when no target has
     *     one
     * @throws FencedException if a target already records a higher epoch
     */
    Optional<BinlogPosition> open(long epoch);

    /** What the targets keep of the source's tables for the place that {@link #open} returned; empty when nothing. Call once. */
    Optional<KeptSchemas> keptSchemas();

    /** What the targets have of resyncs at the place that {@link #open} returned. */
    default List<CopiedTable> copied() {
        return List.of();
    }

    /**
     * Hands a batch over, in order. The caller limits how much is in flight.
     *
     * @throws OtterException if the load side is gone
     */
    void push(Batch batch) throws InterruptedException;

    /** The load node at the other end of an open stream; empty when this node loads. Callable from any thread. */
    default Optional<ServerAddress> peer() {
        return Optional.empty();
    }

    /** How long a batch and its acknowledgement are on their way at least; known once it is open. */
    default Duration roundTrip() {
        return Duration.ZERO;
    }

    /** Stops loading; whatever is not committed is rolled back. */
    @Override
    void close();
}
