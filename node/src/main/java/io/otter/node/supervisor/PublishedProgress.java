package io.otter.node.supervisor;

import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.LoadedBatch;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a run's progress in ZooKeeper: the batches in flight and the cursor. {@link #selected} and {@link #loaded}
 * are thread-safe, the rest is for one thread at a time.
 */
final class PublishedProgress {
    private final int nid;
    private final InFlightMarks marks;
    private final CursorStore cursor;
    private final Clock clock;

    /** The checkpoint, until it is written to the cursor. */
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

    /** For a new run of a term: removes marks that an earlier one left. */
    void begin(TermGuard term) {
        reached.set(null);
        marks.begin(term);
        cursor.begin(term);
    }

    /** @return whether the checkpoint has moved since the last call */
    boolean show() {
        marks.show();
        BinlogPosition position = reached.getAndSet(null);
        if (position != null) {
            cursor.write(position);
        }
        return position != null;
    }

    /** Ends the run, and with it everything in flight. */
    void end() {
        marks.end();
    }
}
