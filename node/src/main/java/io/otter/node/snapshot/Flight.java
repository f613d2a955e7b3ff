package io.otter.node.snapshot;

import java.time.Duration;

/**
 * How much of a copy may be on its way to the target at once. What the log brings next waits behind it, so it is as much as
 * arrives within {@link #AHEAD}, however wide the way is: more as long as chunks arrive sooner, less when they arrive later.
 * Not thread-safe.
 */
final class Flight {
    /** How long a row of the log may wait for what is copied. */
    private static final Duration AHEAD = Duration.ofMillis(300);

    /** So many chunks keep the way busy while the next ones are read. */
    private static final int CHUNKS = 4;

    static final int LEAST_ROWS = 20;
    private static final long FIRST_BYTES = 128 << 10;
    private static final long LEAST_BYTES = 4 << 10;
    /** More is held back behind it anyway. */
    private static final long MOST_BYTES = 32 << 20;

    private final long wantedNanos;
    private long mostBytes = FIRST_BYTES;
    private long rowBytes = FIRST_BYTES / Lane.FIRST_ROWS;
    /** Chunks that were sent before do not tell of the change. */
    private long changedNanos;

    /** Whether more could have been on its way. */
    private boolean heldBack;

    /** @param roundTrip to the target when nothing else is on the way */
    Flight(Duration roundTrip, long nowNanos) {
        wantedNanos = AHEAD.plus(roundTrip).toNanos();
        changedNanos = nowNanos;
    }

    /** @return whether another chunk may be on its way beside so much */
    boolean takes(long bytesOnTheWay) {
        boolean room = bytesOnTheWay == 0 || bytesOnTheWay + mostBytes / CHUNKS <= mostBytes;
        heldBack |= !room;
        return room;
    }

    /** @return how many of these rows a chunk may have */
    int most(int wanted) {
        int most = (int) Math.max(LEAST_ROWS, Math.min(wanted, mostBytes / CHUNKS / rowBytes));
        heldBack |= most < wanted;
        return most;
    }

    /** A chunk was read. */
    void read(long rows, long bytes) {
        if (rows > 0) {
            rowBytes = Math.max(1, bytes / rows);
        }
    }

    /** A chunk is at the target. @param nanos since it was found in the log */
    void arrived(long nanos, long nowNanos) {
        if (nowNanos - nanos < changedNanos) {
            return;
        }
        if (nanos > wantedNanos) {
            mostBytes = Math.max(LEAST_BYTES, mostBytes * Math.max(wantedNanos, nanos / 4) / nanos);
            changedNanos = nowNanos;
        } else if (heldBack) {
            mostBytes = Math.min(MOST_BYTES, mostBytes + mostBytes / (nanos < wantedNanos / 2 ? 2 : 8));
            heldBack = false;
            changedNanos = nowNanos;
        }
    }
}
