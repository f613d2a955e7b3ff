package io.otter.node.supervisor;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of supervision; a test has its own, to decide what comes first. */
interface SupervisionThreads {
    /** For everything that one object does, in sequence. */
    ScheduledExecutorService executor(String name);

    /** Does something that may wait for any time. */
    Aside aside(String name, Runnable task);

    /** A task under way. */
    interface Aside {
        void interrupt();

        /** @return whether it is over within the limit */
        boolean join(Duration limit) throws InterruptedException;
    }

    static SupervisionThreads real() {
        return new Real();
    }

    /** Threads of the system. */
    final class Real implements SupervisionThreads {
        private static final Logger log = LoggerFactory.getLogger(SupervisionThreads.class);

        @Override
        public ScheduledExecutorService executor(String name) {
            return Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
        }

        @Override
        public Aside aside(String name, Runnable task) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((failed, defect) -> log.error("{} failed", name, defect));
            thread.start();
            return new Aside() {
                @Override
                public void interrupt() {
                    thread.interrupt();
                }

                @Override
                public boolean join(Duration limit) throws InterruptedException {
                    thread.join(Math.max(1, limit.toMillis()));
                    return !thread.isAlive();
                }
            };
        }
    }
}
