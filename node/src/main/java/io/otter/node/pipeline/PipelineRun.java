package io.otter.node.pipeline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.Handover;
import io.otter.node.binlog.BinlogSource;
import io.otter.node.binlog.TransactionPiece;
import io.otter.node.pipeline.StageClock.Step;
import io.otter.node.select.BatchCutter;
import io.otter.node.select.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One term of one pipeline: a thread selects, extracts and hands over; acknowledgements make room in the window. It
 * ends once: with a fault, by {@link #close()} or after {@link #finish()}; it cannot be restarted.
 */
public final class PipelineRun implements Run {
    /** Longest time that rows wait for others to join their batch, and only while the log is behind. */
    private static final long PATIENCE_NANOS = 20_000_000;

    /** Selecting ends with the source and the load side, unless it waits for a look-up in a source that is gone. */
    private static final long JOIN_MILLIS = 5_000;

    private final PipelineConfig pipeline;
    private final BinlogSource source;
    private final SelectSide selectSide;
    private final Handover handover;
    private final Window window;
    private final Progress progress;
    private final StageClock stages;
    private final RunListener listener;
    private final Thread thread;
    private final AtomicBoolean ended = new AtomicBoolean();

    @GuardedBy("this")
    private boolean finishing;

    @GuardedBy("this")
    private boolean waiting;
    /** Whether the pieces taken so far end with a complete transaction; confined to the select thread. */
    private boolean whole = true;

    private volatile boolean selecting = true;

    PipelineRun(
            PipelineConfig pipeline,
            BinlogSource source,
            SelectSide selectSide,
            Handover handover,
            Window window,
            Progress progress,
            RunListener listener) {
        this.pipeline = pipeline;
        this.source = source;
        this.selectSide = selectSide;
        this.handover = handover;
        this.window = window;
        this.progress = progress;
        stages = progress.stages();
        this.listener = listener;
        thread = new Thread(this::run, pipeline.name() + "-select");
    }

    void start() {
        thread.start();
    }

    @Override
    public RunFacts facts() {
        return progress.facts(window, source.progress(), source.lastFault());
    }

    @Override
    public Optional<ServerAddress> loadNode() {
        return handover.peer();
    }

    @Override
    public void finish() {
        synchronized (this) {
            finishing = true;
            if (waiting) {
                thread.interrupt(); // interrupts only the wait for the source
            }
        }
        tellWhenFinished();
    }

    /** Call when a batch has been applied. */
    void loaded() {
        tellWhenFinished();
    }

    @Override
    public void close() {
        ended.set(true);
        thread.interrupt();
        source.close();
        handover.close();
        if (thread != Thread.currentThread()) {
            join();
        }
        selectSide.close();
    }

    /** Ends the run with a fault, once; the listener has to close it. */
    void fail(OtterException fault) {
        if (ended.compareAndSet(false, true)) {
            listener.failed(fault);
        }
    }

    private void run() {
        BatchCutter cutter = new BatchCutter(
                pipeline.parameters().batchRows(), pipeline.parameters().batchBytes());
        boolean first = true;
        try {
            while (!ended.get()) {
                stages.enter(Step.AWAIT_SOURCE);
                TransactionPiece piece = take();
                if (piece == null) {
                    return;
                }
                stages.enter(Step.SELECT);
                add(cutter, piece);
                // The first piece may be the start position of a new pipeline, which is stored even if what follows
                // cannot be loaded.
                long until = System.nanoTime() + PATIENCE_NANOS;
                @Nullable TransactionPiece more = first ? null : more(cutter, until);
                first = false;
                while (more != null) {
                    add(cutter, more);
                    more = more(cutter, until);
                }
                Optional<Batch> batch = cutter.cut();
                if (batch.isPresent()) {
                    stages.enter(Step.EXTRACT);
                    selectSide.complete(batch.get(), this::handOver);
                    progress.allSent();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OtterException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline.name() + ": selecting ended: " + e, e));
        } finally {
            selecting = false;
            tellWhenFinished();
        }
    }

    /** Null once there is nothing left to take. */
    private @Nullable TransactionPiece take() throws InterruptedException {
        synchronized (this) {
            if (finishing && whole) {
                return null;
            }
            waiting = whole;
        }
        try {
            TransactionPiece piece = source.take();
            synchronized (this) {
                return finishing && waiting ? null : piece;
            }
        } catch (OtterException e) {
            if (whole) {
                window.awaitEmpty(); // what came before can be applied, and then need not be read again
            }
            throw e;
        } finally {
            synchronized (this) {
                waiting = false;
            }
        }
    }

    /** What else joins the batch: pieces that are here, and for a small batch also those still being decoded. */
    private @Nullable TransactionPiece more(BatchCutter cutter, long untilNanos) throws InterruptedException {
        if (cutter.isFull()) {
            return null;
        }
        TransactionPiece here = source.poll(0);
        if (here != null || cutter.hasEnough()) {
            return here;
        }
        stages.enter(Step.AWAIT_SOURCE);
        TransactionPiece awaited = source.poll(untilNanos - System.nanoTime());
        stages.enter(Step.SELECT);
        return awaited;
    }

    private void tellWhenFinished() {
        boolean last;
        synchronized (this) {
            last = finishing && !selecting && window.inFlight() == 0;
        }
        if (last && ended.compareAndSet(false, true)) {
            listener.finished();
        }
    }

    private void add(BatchCutter cutter, TransactionPiece piece) {
        whole = piece.last();
        BatchTransaction selected = selectSide.select(piece);
        // A heartbeat is no change, but something to wait for.
        progress.selected(
                selected, piece.first() && piece.last() && piece.changes().isEmpty());
        cutter.add(selected, piece.bytes());
    }

    private void handOver(Batch batch) throws InterruptedException {
        progress.sent(batch);
        stages.enter(Step.AWAIT_LOAD);
        window.enter(batch.bytes());
        stages.enter(Step.EXTRACT);
        listener.selected(batch);
        stages.handedOver();
        handover.push(batch);
    }

    private void join() {
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
