package io.otter.benchmark.peer;

import io.otter.benchmark.work.BenchmarkServer;
import java.util.List;

/**
 * Something that moves changes from the source to the target. Processes come up with the object and stay between runs, as
 * they would in production; {@link #start} begins to read. One thread uses it.
 */
public interface Peer extends AutoCloseable {
    /** Whatever has to be done on an emptied target before time counts. */
    default void ready() {
        // Most need nothing.
    }

    /** Begins to read the source's log at its beginning, and to write to the target. */
    void start();

    /** Ends that, so that the target can be emptied. */
    void stop();

    /** Where a client writes for its rows to appear at the target. */
    BenchmarkServer entrance();

    /** The processes beside the two servers that the rows pass through; empty when the servers do it themselves. */
    List<Long> pids();

    @Override
    void close();
}
