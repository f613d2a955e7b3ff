package io.otter.node.supervisor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.pipeline.Run;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a run on its own thread: an unreachable target is retried for ever, and the pipeline must be stoppable
 * meanwhile. A run that opens after being cancelled is closed at once. One thread begins and cancels.
 */
final class RunOpening {
    private static final Logger log = LoggerFactory.getLogger(RunOpening.class);
    /** A thread that is still connecting does nothing else any more. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final String pipeline;
    private final Supplier<? extends Run> start;
    private final Duration closeLimit;
    private final Runnable ended;

    private SupervisionThreads.@Nullable Aside opening;

    @GuardedBy("this")
    private @Nullable Run opened;

    @GuardedBy("this")
    private @Nullable OtterException fault;

    @GuardedBy("this")
    private boolean cancelled;

    /**
     * @param closeLimit how long {@link #cancel()} waits at most: connecting cannot be interrupted, but it times out
     * @param ended called once the run is open or has failed, unless it was cancelled
     */
    RunOpening(String pipeline, Supplier<? extends Run> start, Duration closeLimit, Runnable ended) {
        this.pipeline = pipeline;
        this.start = start;
        this.closeLimit = closeLimit.compareTo(LONGEST_WAIT) < 0 ? closeLimit : LONGEST_WAIT;
        this.ended = ended;
    }

    void begin(SupervisionThreads threads) {
        opening = threads.aside(pipeline + "-open", this::open);
    }

    /**
     * Hands over the run.
     *
     * @throws OtterException why it could not be opened
     */
    synchronized Run take() {
        OtterException why = fault;
        if (why != null) {
            throw why;
        }
        Run run = opened;
        if (run == null) {
            throw new IllegalStateException("pipeline " + pipeline + " is not opened");
        }
        opened = null;
        return run;
    }

    /**
     * Cancels opening; waits a while for the thread.
     *
     * @return the run that is open and was not taken, for the caller to close; empty if there is none
     */
    Optional<Run> cancel() {
        Run unwanted;
        synchronized (this) {
            cancelled = true;
            unwanted = opened;
            opened = null;
        }
        SupervisionThreads.Aside begun = opening;
        if (begun != null) {
            begun.interrupt();
        }
        try {
            if (begun != null && !begun.join(closeLimit)) {
                log.warn("pipeline {}: opening its run is given up and still under way", pipeline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(unwanted);
    }

    private void open() {
        Run run = null;
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
