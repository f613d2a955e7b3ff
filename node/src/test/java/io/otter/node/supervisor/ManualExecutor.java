package io.otter.node.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs tasks on the test's thread when it is told to, by a clock that the test moves. Tasks come from any thread. */
final class ManualExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    /** What was put off once, in order. */
    final List<Duration> delays = new ArrayList<>();

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long nowMillis;
    private long number;
    private boolean shutdown;

    void runDue() {
        Task task = next();
        while (task != null) {
            task.run();
            task = next();
        }
    }

    /** The tasks that {@link #runDue()} would run. */
    synchronized long due() {
        return tasks.stream().filter(task -> task.dueMillis <= nowMillis).count();
    }

    void advance(Duration time) {
        synchronized (this) {
            nowMillis += time.toMillis();
        }
        runDue();
    }

    /** As if it were a new one. */
    synchronized void revive() {
        shutdown = false;
        delays.clear();
    }

    @Override
    public void execute(Runnable task) {
        add(task, 0, 0);
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        delays.add(Duration.of(delay, unit.toChronoUnit()));
        return add(task, unit.toMillis(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long period, TimeUnit unit) {
        return add(task, unit.toMillis(first), unit.toMillis(period));
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown();
    }

    @Override
    public boolean awaitTermination(long limit, TimeUnit unit) {
        return isShutdown();
    }

    @Override
    public <T> ScheduledFuture<T> schedule(Callable<T> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    private synchronized Task add(Runnable task, long delayMillis, long periodMillis) {
        if (shutdown) {
            throw new RejectedExecutionException();
        }
        Task added = new Task(task, nowMillis + delayMillis, periodMillis, number++);
        tasks.add(added);
        return added;
    }

    private synchronized Task next() {
        Task first = tasks.peek();
        if (first == null || first.dueMillis > nowMillis) {
            return null;
        }
        tasks.remove();
        if (first.periodMillis > 0) {
            tasks.add(new Task(first.task, nowMillis + first.periodMillis, first.periodMillis, number++));
        }
        return first;
    }

    private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final Runnable task;
        private final long dueMillis;
        private final long periodMillis;
        private final long number;

        Task(Runnable task, long dueMillis, long periodMillis, long number) {
            super(task, null);
            this.task = task;
            this.dueMillis = dueMillis;
            this.periodMillis = periodMillis;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueMillis, TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task task = (Task) other;
            return dueMillis == task.dueMillis
                    ? Long.compare(number, task.number)
                    : Long.compare(dueMillis, task.dueMillis);
        }
    }
}
