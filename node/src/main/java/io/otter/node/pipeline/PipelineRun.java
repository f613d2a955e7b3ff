package io.otter.node.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.node.binlog.BinlogSource;
import io.otter.node.binlog.TransactionPiece;
import io.otter.node.extend.RowScreen;
import io.otter.node.extract.Extractor;
import io.otter.node.pipeline.StageClock.Step;
import io.otter.node.select.BatchCutter;
import io.otter.node.select.Selector;
import io.otter.node.select.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One term of one pipeline: a thread selects, extracts and hands over; acknowledgements open the window. It ends once, with a
 * fault or by {@link #close()}, and is then done for.
 */
public final class PipelineRun implements AutoCloseable {
    private final PipelineConfig pipeline;
    private final BinlogSource source;
    private final Extractor extractor;
    private final RowScreen screen;
    private final Handover handover;
    private final Window window;
    private final Progress progress;
    private final StageClock stages;
    private final RunListener listener;
    private final Thread thread;
    private final AtomicBoolean ended = new AtomicBoolean();

    PipelineRun(
            PipelineConfig pipeline,
            BinlogSource source,
            Extractor extractor,
            RowScreen screen,
            Handover handover,
            Window window,
            Progress progress,
            StageClock stages,
            RunListener listener) {
        this.pipeline = pipeline;
        this.source = source;
        this.extractor = extractor;
        this.screen = screen;
        this.handover = handover;
        this.window = window;
        this.progress = progress;
        this.stages = stages;
        this.listener = listener;
        thread = new Thread(this::run, pipeline.name() + "-select");
    }

    void start() {
        thread.start();
    }

    /** Of this moment; from any thread. */
    public RunFacts facts() {
        return progress.facts(window.inFlight(), source.lastFault());
    }

    /** Stops selecting and loading; what is not committed is dropped. Waits until the threads have ended. */
    @Override
    public void close() {
        ended.set(true);
        thread.interrupt();
        source.close();
        handover.close();
        if (thread != Thread.currentThread()) {
            join();
        }
        extractor.close();
    }

    /** Ends the run with a fault, once; closing is the listener's matter. */
    void fail(OtterException fault) {
        if (ended.compareAndSet(false, true)) {
            listener.failed(fault);
        }
    }

    private void run() {
        Selector selector = new Selector(pipeline);
        BatchCutter cutter = new BatchCutter(
                pipeline.parameters().batchRows(), pipeline.parameters().batchBytes());
        boolean first = true;
        try {
            while (!ended.get()) {
                stages.enter(Step.AWAIT_SOURCE);
                TransactionPiece piece = source.take();
                stages.enter(Step.SELECT);
                add(cutter, selector, piece);
                // The first may be the place where a new pipeline begins: it is kept even if what follows cannot be
                // loaded.
                @Nullable TransactionPiece more = first || cutter.isFull() ? null : source.poll();
                first = false;
                while (more != null) {
                    add(cutter, selector, more);
                    more = cutter.isFull() ? null : source.poll();
                }
                Optional<Batch> batch = cutter.cut();
                if (batch.isPresent()) {
                    stages.enter(Step.EXTRACT);
                    handOver(screen.screen(extractor.extract(batch.get())));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OtterException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline.name() + ": selecting ended: " + e, e));
        }
    }

    private static void add(BatchCutter cutter, Selector selector, TransactionPiece piece) {
        cutter.add(selector.select(piece), piece.bytes());
    }

    private void handOver(Batch batch) throws InterruptedException {
        stages.enter(Step.AWAIT_LOAD);
        window.enter(batch.bytes());
        stages.enter(Step.EXTRACT);
        listener.selected(batch);
        stages.handedOver();
        handover.push(batch);
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
