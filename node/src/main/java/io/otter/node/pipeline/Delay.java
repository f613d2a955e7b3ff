package io.otter.node.pipeline;

import io.otter.common.error.OtterException;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.binlog.ReadProgress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How late a run's target is: the age, by the source's clock, of the oldest transaction that is not applied. When nothing is
 * known to wait, the source must have said lately that its log ends here; else the time counts that has passed since the
 * target was last known to be up to date. Not thread-safe.
 */
final class Delay {
    /** Sources say where their log ends every second while it does not grow. */
    private static final long SILENCE_MILLIS = 3_500;

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long collectedMillis;
    private long appliedMillis;
    private long appliedAge;

    /** A batch with the commit time of its oldest transaction; 0 when it only moves the position. */
    private record Waiting(long processId, long commitMillis) {}

    /**
     * A piece joins the batch that is being collected.
     *
     * @param movesPositionOnly whether it stands for any number of transactions that hold nothing
     */
    void selected(BatchTransaction piece, boolean movesPositionOnly) {
        if (collectedMillis == 0 && !movesPositionOnly) {
            collectedMillis = piece.commitTimestampMillis();
        }
    }

    /** What was collected is on its way with a batch, or some of it. */
    void sent(Batch batch) {
        waiting.add(new Waiting(batch.processId(), collectedMillis));
    }

    /** All of it is. */
    void allSent() {
        collectedMillis = 0;
    }

    /** A batch is applied. @param nowMillis of the source */
    void loaded(LoadedBatch batch, long nowMillis) {
        while (!waiting.isEmpty() && waiting.element().processId <= batch.processId()) {
            waiting.remove();
        }
        if (batch.commitTimestampMillis() > 0) {
            appliedMillis = batch.commitTimestampMillis();
            appliedAge = Math.max(0, nowMillis - appliedMillis);
        }
    }

    /**
     * In milliseconds; null when it is unknown.
     *
     * @param fault that keeps the source from being read, null when there is none
     */
    @Nullable
    Long millis(ReadProgress read, @Nullable OtterException fault) {
        long oldest = oldestMillis(read);
        if (oldest > 0) {
            return Math.max(0, read.nowMillis() - oldest);
        }
        long upToDate = Math.max(appliedMillis, read.endMillis());
        if (upToDate == 0) {
            return null;
        }
        if (fault == null && read.nowMillis() - read.heardMillis() <= SILENCE_MILLIS) {
            return read.endMillis() >= appliedMillis ? 0 : appliedAge;
        }
        return Math.max(0, read.nowMillis() - upToDate);
    }

    private long oldestMillis(ReadProgress read) {
        for (Waiting batch : waiting) {
            if (batch.commitMillis > 0) {
                return batch.commitMillis;
            }
        }
        return collectedMillis > 0 ? collectedMillis : read.waitingMillis();
    }
}
