package io.otter.benchmark.peer;

/** How a running channel is asked for a copy of rows that are there. */
enum CopyBy {
    /** By lines of {@code retl.retl_buffer}. */
    FREE_DOOR,
    /** By a resync of the channel. */
    SNAPSHOT
}
