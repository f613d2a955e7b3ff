package io.otter.node.pipeline;

import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CrashPoint;
import io.otter.node.binlog.TransactionPiece;
import io.otter.node.extend.RowFilterStage;
import io.otter.node.extract.Extractor;
import io.otter.node.select.Selector;
import io.otter.node.snapshot.Snapshots;
import io.otter.node.verify.Verifications;

/** What becomes of a transaction before it is handed over. One thread at a time. */
record SelectSide(
        Selector selector,
        Extractor extractor,
        Snapshots snapshots,
        Verifications verifications,
        RowFilterStage filter,
        CrashPoint crashPoint)
        implements AutoCloseable {
    /** With the mapped changes only. */
    BatchTransaction select(TransactionPiece piece) {
        return selector.select(piece);
    }

    /** With looked-up rows and chunks of resyncs, and without those that a filter drops; in several batches if it is much. */
    void complete(Batch batch, Sink sink) throws InterruptedException {
        if (batch.rows() > 0) {
            crashPoint.pass("rows-selected");
        }
        extractor.extract(batch, (selected, complete) -> {
            verifications.follow(selected);
            sink.take(filter.filter(snapshots.merge(complete)));
        });
    }

    /** Takes batches as they are complete. */
    interface Sink {
        void take(Batch batch) throws InterruptedException;
    }

    @Override
    public void close() {
        verifications.close();
        snapshots.close();
        extractor.close();
    }
}
