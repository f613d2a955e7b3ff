package io.otter.node.binlog;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.function.LongSupplier;

/**
 * Knows when the source was heard, and what of its log is read but not taken, by the source's clock. One thread reads; any
 * may ask.
 */
final class ReadClock {
    private final PieceQueue queue;
    private final LongSupplier clock;

    /** What the source's clock is ahead of ours. */
    private volatile long aheadMillis;

    private volatile long heardMillis;
    private volatile long endMillis;
    private volatile long underWayMillis;

    /** @param clock ours, in milliseconds since the epoch */
    ReadClock(PieceQueue queue, LongSupplier clock) {
        this.queue = queue;
        this.clock = clock;
    }

    /** A connection is open. What was under way is read again, so it stays. */
    void connected(BinlogConnection source) throws IOException {
        long before = clock.getAsLong();
        String now = source.value("SELECT UNIX_TIMESTAMP(NOW(6)) * 1000");
        long after = clock.getAsLong();
        aheadMillis = new BigDecimal(now).longValue() - (before + after) / 2;
        heardMillis = after;
    }

    /**
     * An event is read.
     *
     * @param underWay commit time of the transaction that it belongs to; 0 when it ended one or belongs to none
     * @param end whether it says that the log ends here
     */
    void heard(long underWay, boolean end) {
        long now = clock.getAsLong();
        heardMillis = now;
        underWayMillis = underWay;
        if (end && underWay == 0) {
            endMillis = now;
        }
    }

    ReadProgress progress() {
        long heard = heardMillis;
        if (heard == 0) {
            return ReadProgress.NONE;
        }
        // In this order: what is under way moves to the queue.
        long underWay = underWayMillis;
        long queued = queue.oldestMillis();
        long ahead = aheadMillis;
        long end = endMillis;
        return new ReadProgress(
                clock.getAsLong() + ahead, heard + ahead, end == 0 ? 0 : end + ahead, queued == 0 ? underWay : queued);
    }
}
