package io.otter.node.supervisor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The threads of one process that is played by one thread: whose turn it is, is drawn by lot. */
public final class PlayedThreads implements SupervisionThreads {
    private final LongSupplier nowMillis;
    private final RandomGenerator random;
    private final List<Executor> executors = new ArrayList<>();
    private final Deque<PlayedAside> asides = new ArrayDeque<>();
    private long number;
    private boolean asidesHang;

    public PlayedThreads(LongSupplier nowMillis, RandomGenerator random) {
        this.nowMillis = nowMillis;
        this.random = random;
    }

    /** Whether what may wait for any time does so now. */
    public void hang(boolean hang) {
        asidesHang = hang;
    }

    /** Lets one thread do what is due. @return whether any had something to do */
    public boolean step() {
        executors.removeIf(executor -> executor.shutdown);
        List<Runnable> turns = new ArrayList<>();
        for (Executor executor : executors) {
            if (executor.isDue()) {
                turns.add(executor::runNext);
            }
        }
        if (!asidesHang && !asides.isEmpty()) {
            turns.add(asides.getFirst());
        }
        if (turns.isEmpty()) {
            return false;
        }
        turns.get(random.nextInt(turns.size())).run();
        return true;
    }

    @Override
    public ScheduledExecutorService executor(String name) {
        Executor executor = new Executor();
        executors.add(executor);
        return executor;
    }

    @Override
    public Aside aside(String name, Runnable task) {
        PlayedAside aside = new PlayedAside(task);
        asides.add(aside);
        return aside;
    }

    private final class PlayedAside implements Aside, Runnable {
        private final Runnable task;
        private boolean over;

        PlayedAside(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!over) {
                over = true;
                asides.remove(this);
                task.run();
            }
        }

        @Override
        public void interrupt() {
            // whoever connects does not hear of it
        }

        @Override
        public boolean join(Duration limit) {
            if (!asidesHang) {
                run();
            }
            return over;
        }
    }

    private final class Executor extends AbstractExecutorService implements ScheduledExecutorService {
        private final PriorityQueue<Task> tasks = new PriorityQueue<>(
                Comparator.<Task>comparingLong(task -> task.dueMillis).thenComparingLong(task -> task.number));
        private boolean shutdown;
        private boolean running;

        boolean isDue() {
            Task first = tasks.peek();
            return !running && first != null && first.dueMillis <= nowMillis.getAsLong();
        }

        void runNext() {
            Task task = tasks.remove();
            running = true;
            try {
                task.action.run();
            } finally {
                running = false;
            }
            if (task.periodMillis > 0 && !shutdown) {
                add(task.action, task.periodMillis, task.periodMillis);
            }
        }

        @Override
        public void execute(Runnable task) {
            add(task, 0, 0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return add(task, unit.toMillis(delay), 0);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long period, TimeUnit unit) {
            return add(task, unit.toMillis(first), unit.toMillis(period));
        }

        @Override
        public void shutdown() {
            shutdown = true;
            tasks.clear();
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown();
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        /** What is due is done meanwhile. */
        @Override
        public boolean awaitTermination(long limit, TimeUnit unit) {
            while (!shutdown && isDue()) {
                runNext();
            }
            return shutdown;
        }

        @Override
        public <T> ScheduledFuture<T> schedule(Callable<T> task, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        private Task add(Runnable action, long delayMillis, long periodMillis) {
            if (shutdown) {
                throw new RejectedExecutionException();
            }
            Task added = new Task(action, nowMillis.getAsLong() + delayMillis, periodMillis, number++);
            tasks.add(added);
            return added;
        }
    }

    private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final Runnable action;
        private final long dueMillis;
        private final long periodMillis;
        private final long number;

        Task(Runnable action, long dueMillis, long periodMillis, long number) {
            super(action, null);
            this.action = action;
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
            return Long.compare(number, ((Task) other).number);
        }
    }
}
