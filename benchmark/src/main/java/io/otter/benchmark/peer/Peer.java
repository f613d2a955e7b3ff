package io.otter.benchmark.peer;

import io.otter.benchmark.work.BenchmarkServer;
import java.util.List;

/**
 * Something that moves changes from the source to the target. Its processes start with the object and keep running
 * between runs, as in production; {@link #start} starts reading. Single-threaded.
 */
public interface Peer extends AutoCloseable {
    /** What to do on an emptied target before the clock starts. */
    default void ready() {
        // Most need nothing.
    }

    /** Starts reading the source's log from its beginning, and writing to the target. */
    void start();

    /** Stops, so that the target can be emptied. */
    void stop();

    /** The server where a client writes for its rows to appear at the target. */
    BenchmarkServer entrance();

    /** Processes that rows pass through besides the two servers; empty when the servers do it themselves. */
    List<Long> pids();

    @Override
    void close();
}
