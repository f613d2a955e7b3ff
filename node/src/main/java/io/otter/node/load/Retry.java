package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.common.retry.BackOff;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Retries transient faults for ever, with growing, jittered pauses that an interrupt ends. Thread-safe. */
final class Retry {
    private static final Logger log = LoggerFactory.getLogger(Retry.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final String pipeline;
    private final Consumer<@Nullable OtterException> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition never = lock.newCondition();

    /** @param listener receives each transient fault, and null once it is over */
    Retry(String pipeline, Consumer<@Nullable OtterException> listener) {
        this.pipeline = pipeline;
        this.listener = listener;
    }

    /**
     * Runs an attempt until it succeeds.
     *
     * @param afterFault prepares the next attempt; may throw to give up
     * @throws OtterException for a fault that is not transient
     */
    <T> T untilDone(Runnable afterFault, Attempt<T> attempt) throws InterruptedException {
        BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom());
        for (int number = 1; ; number++) {
            OtterException fault;
            try {
                T result = attempt.run();
                if (number > 1) {
                    log.info("pipeline {}: the target accepts rows again after {} attempts", pipeline, number);
                    listener.accept(null);
                }
                return result;
            } catch (SQLException e) {
                fault = LoadFault.of("pipeline " + pipeline + ": the target", e);
            } catch (OtterException e) {
                fault = e;
            }
            if (!fault.code().isTransient()) {
                throw fault;
            }
            Duration pause = backOff.next();
            log.warn(
                    "pipeline {}: attempt {} failed, the next in {} ms: {}",
                    pipeline,
                    number,
                    pause.toMillis(),
                    fault.getMessage());
            listener.accept(fault);
            afterFault.run();
            await(pause);
        }
    }

    private void await(Duration pause) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pause.toNanos();
            while (left > 0) {
                left = never.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    interface Attempt<T> {
        T run() throws SQLException, InterruptedException;
    }
}
