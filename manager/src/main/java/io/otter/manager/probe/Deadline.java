package io.otter.manager.probe;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits a limited time for calls of servers that may not want to end, and makes a limited number of them. Thread-safe. */
final class Deadline {
    private final Duration longest;
    private final ThreadPoolExecutor threads;

    Deadline(Duration longest, int most) {
        this.longest = longest;
        threads = new ThreadPoolExecutor(0, most, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "deadline");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @throws RefusedException if it takes too long, or too many are under way */
    <T> T call(Callable<T> call) {
        Future<T> result;
        try {
            result = threads.submit(call);
        } catch (RejectedExecutionException e) {
            throw new RefusedException(ErrorCode.TOO_MANY_ATTEMPTS, Refusal.PROBE_BUSY.with());
        }
        try {
            return result.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            result.cancel(true);
            throw new RefusedException(
                    ErrorCode.DATABASE_UNREACHABLE, Refusal.PROBE_TOO_LONG.with(longest.toSeconds()));
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
