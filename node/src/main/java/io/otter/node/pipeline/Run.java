package io.otter.node.pipeline;

import io.otter.common.model.ServerAddress;
import java.util.Optional;

/** One term of one pipeline, as its supervisor sees it. It ends once and cannot be restarted. */
public interface Run extends AutoCloseable {
    /** Current facts; callable from any thread. */
    RunFacts facts();

    /** The load node at the other end; empty when this node loads. */
    Optional<ServerAddress> loadNode();

    /**
     * Stops selecting after the current transaction. What is already cut is still handed over and applied;
     * {@link RunListener#finished()} follows, unless a fault comes first.
     */
    void finish();

    /** Stops selecting and loading; what is not committed is dropped. Waits a while for the threads to end. */
    @Override
    void close();
}
