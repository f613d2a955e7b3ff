package io.otter.node.supervisor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.pipeline.PipelineRun;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens a run on its own thread: an unreachable target is retried for ever, and the pipeline must be stoppable
 * meanwhile. A run that opens after being cancelled is closed. Thread-safe.
 */
final class RunOpening {
    /** Connecting cannot be interrupted, but it times out. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String pipeline;
    private final Thread thread;

    @GuardedBy("this")
    private @Nullable PipelineRun opened;

    @GuardedBy("this")
    private @Nullable OtterException fault;

    @GuardedBy("this")
    private boolean cancelled;

    /** @param ended called once the run is open or has failed, unless it was cancelled */
    RunOpening(String pipeline, Supplier<PipelineRun> start, Runnable ended) {
        this.pipeline = pipeline;
        thread = new Thread(() -> open(start, ended), pipeline + "-open");
        thread.setDaemon(true);
    }

    RunOpening begin() {
        thread.start();
        return this;
    }

    /**
     * Hands over the run.
     *
     * @throws OtterException why it could not be opened
     */
    synchronized PipelineRun take() {
        OtterException why = fault;
        if (why != null) {
            throw why;
        }
        PipelineRun run = opened;
        if (run == null) {
            throw new IllegalStateException("pipeline " + pipeline + " is not opened");
        }
        opened = null;
        return run;
    }

    /** Cancels opening; waits a while for the thread. */
    void cancel() {
        PipelineRun unwanted;
        synchronized (this) {
            cancelled = true;
            unwanted = opened;
            opened = null;
        }
        thread.interrupt();
        if (unwanted != null) {
            unwanted.close();
        }
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(Supplier<PipelineRun> start, Runnable ended) {
        PipelineRun run = null;
        OtterException why = null;
        try {
            run = start.get();
        } catch (OtterException e) {
            why = e;
        } catch (RuntimeException e) {
            why = new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline + ": " + e, e);
        }
        boolean wanted;
        synchronized (this) {
            wanted = !cancelled;
            opened = wanted ? run : null;
            fault = why;
        }
        if (wanted) {
            ended.run();
        } else if (run != null) {
            run.close();
        }
    }
}
