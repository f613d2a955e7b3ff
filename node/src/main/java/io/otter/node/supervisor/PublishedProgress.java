package io.otter.node.supervisor;

import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.LoadedBatch;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What ZooKeeper shows of a pipeline's run: the batches in flight and the place that is reached. Batches are heard of on any
 * thread; one thread at a time does the rest.
 */
final class PublishedProgress {
    private final int nid;
    private final InFlightMarks marks;
    private final CursorStore cursor;
    private final Clock clock;

    /** The checkpoint, until the cursor says it too. */
    private final AtomicReference<@Nullable BinlogPosition> reached = new AtomicReference<>();

    PublishedProgress(int nid, InFlightMarks marks, CursorStore cursor, Clock clock) {
        this.nid = nid;
        this.marks = marks;
        this.cursor = cursor;
        this.clock = clock;
    }

    void selected(Batch batch, long epoch) {
        ProcessMark mark =
                new ProcessMark(nid, epoch, ProcessMark.Stage.SELECTED, batch.rows(), batch.bytes(), clock.millis());
        marks.begun(batch.processId(), mark);
    }

    void loaded(LoadedBatch batch) {
        marks.ended(batch.processId());
        if (batch.checkpoint() != null) {
            reached.set(batch.checkpoint());
        }
    }

    /** A term begins: marks that an earlier one left are taken away. */
    void clear() {
        marks.clear();
    }

    /** @return whether a place has been reached since the last call */
    boolean show() {
        marks.show();
        BinlogPosition position = reached.getAndSet(null);
        if (position != null) {
            cursor.write(position);
        }
        return position != null;
    }

    /** The run is over, and with it whatever was in flight. */
    void end() {
        marks.end();
    }
}
