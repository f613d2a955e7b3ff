package io.otter.node.supervisor;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only thread of one pipeline's supervision. A defect in one task does not keep others from running. Thread-safe. */
final class OwnThread {
    private static final Logger log = LoggerFactory.getLogger(OwnThread.class);

    private final String pipeline;
    private final ScheduledExecutorService executor;
    private final Consumer<RuntimeException> defect;

    /** @param defect is told of tasks that threw, on this thread */
    OwnThread(String pipeline, ScheduledExecutorService executor, Consumer<RuntimeException> defect) {
        this.pipeline = pipeline;
        this.executor = executor;
        this.defect = defect;
    }

    /** Runs a task as soon as those before it are done; ignored after {@link #end()}. */
    void run(Runnable task) {
        unlessEnded(() -> executor.execute(guarded(task)));
    }

    void after(Duration pause, Runnable task) {
        unlessEnded(() -> executor.schedule(guarded(task), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    void every(Duration pause, Runnable task) {
        long millis = pause.toMillis();
        unlessEnded(() -> executor.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS));
    }

    /** Runs nothing any more once the present task is over. */
    void end() {
        executor.shutdownNow();
    }

    boolean isEnded() {
        return executor.isShutdown();
    }

    /** @return whether it has ended within the limit */
    boolean awaitEnded(Duration limit) throws InterruptedException {
        return executor.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void unlessEnded(Runnable submission) {
        try {
            submission.run();
        } catch (RejectedExecutionException e) {
            log.debug("pipeline {} is closed", pipeline);
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("pipeline {}: a bug in its supervision", pipeline, e);
                defect.accept(e);
            }
        };
    }
}
