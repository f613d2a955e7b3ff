package io.otter.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.OtterException;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.LoadListener;
import io.otter.node.batch.LoadedBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Reports batches to the select side once all targets have applied them, and the first fault. Thread-safe. */
final class Acknowledgements {
    private final LoadListener listener;
    private final CrashPoint crashPoint;

    @GuardedBy("this")
    private final long[] finished;

    @GuardedBy("this")
    private final Deque<Batch> inFlight = new ArrayDeque<>();

    @GuardedBy("this")
    private Applied applied = new Applied();

    @GuardedBy("this")
    private long transformNanos;

    @GuardedBy("this")
    private long told;

    @GuardedBy("this")
    private boolean failed;

    Acknowledgements(LoadListener listener, int targets, CrashPoint crashPoint) {
        this.listener = listener;
        this.crashPoint = crashPoint;
        finished = new long[targets];
    }

    /** Call before a batch is handed to the targets. */
    synchronized void expect(Batch batch) {
        inFlight.add(batch);
    }

    TargetListener of(int target) {
        return new TargetListener() {
            @Override
            public void loaded(Unit unit, Applied rows) {
                Acknowledgements.this.loaded(target, unit, rows);
            }

            @Override
            public void transformed(long nanos) {
                Acknowledgements.this.transformed(nanos);
            }

            @Override
            public void failed(OtterException fault) {
                fail(fault);
            }
        };
    }

    private synchronized void loaded(int target, Unit unit, Applied rows) {
        applied.add(rows);
        finished[target] += unit.finished().size();
        long all = Long.MAX_VALUE;
        for (long one : finished) {
            all = Math.min(all, one);
        }
        while (told < all && !failed) {
            told++;
            Batch batch = inFlight.remove();
            if (batch.rows() > 0) {
                crashPoint.pass("rows-before-acknowledgement");
            }
            listener.loaded(loaded(batch));
            applied = new Applied();
            transformNanos = 0;
        }
    }

    private synchronized void transformed(long nanos) {
        transformNanos += nanos;
    }

    private synchronized void fail(OtterException fault) {
        if (!failed) {
            failed = true;
            listener.failed(fault);
        }
    }

    @GuardedBy("this")
    private LoadedBatch loaded(Batch batch) {
        List<BatchTransaction> transactions = batch.transactions();
        BatchTransaction last = transactions.get(transactions.size() - 1);
        long commitTimestampMillis = 0;
        for (BatchTransaction transaction : transactions) {
            if (transaction.last()) {
                commitTimestampMillis = transaction.commitTimestampMillis();
            }
        }
        return new LoadedBatch(
                batch.processId(),
                last.last() ? last.end() : null,
                commitTimestampMillis,
                applied.byPair(),
                applied.repairedRows(),
                applied.missingDeletes(),
                applied.conflicts(),
                transformNanos);
    }
}
