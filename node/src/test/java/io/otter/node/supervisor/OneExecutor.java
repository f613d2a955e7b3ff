package io.otter.node.supervisor;

import java.util.concurrent.ScheduledExecutorService;

/** Supervises with a test's executor, and does real threads' work on real threads. */
record OneExecutor(ScheduledExecutorService executor) implements SupervisionThreads {
    static Supervision supervision(RunStarter runs, RunLimits limits, SupervisionThreads threads) {
        Supervision real = Supervision.of(runs, limits);
        return new Supervision(runs, limits, threads, real.pauses());
    }

    @Override
    public ScheduledExecutorService executor(String name) {
        return executor;
    }

    @Override
    public Aside aside(String name, Runnable task) {
        return SupervisionThreads.real().aside(name, task);
    }
}
