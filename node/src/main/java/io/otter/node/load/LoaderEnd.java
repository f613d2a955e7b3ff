package io.otter.node.load;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the threads and then the connections of one target's loader. An interrupt does not end a statement, and a server or
 * network that is gone may not answer for hours; after a while the connections are torn down.
 */
record LoaderEnd(String pipeline, List<Thread> threads, List<TargetConnection> sessions) {
    private static final Logger log = LoggerFactory.getLogger(LoaderEnd.class);
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration TORN = Duration.ofSeconds(4);

    /** @param last runs once the threads have ended */
    void await(Runnable last) {
        threads.forEach(Thread::interrupt);
        Thread closing = new Thread(() -> close(last), pipeline + "-load-close");
        closing.setDaemon(true);
        closing.start();
        if (ended(closing, GRACE)) {
            return;
        }
        log.warn("pipeline {}: its target does not answer; the connections are torn down", pipeline);
        for (TargetConnection session : sessions) {
            // On threads of their own: tearing down may try to reach the server, too.
            Thread tearing = new Thread(session::abort, pipeline + "-load-abort");
            tearing.setDaemon(true);
            tearing.start();
        }
        if (!ended(closing, TORN)) {
            log.warn("pipeline {}: loading has not ended yet; the fence keeps it from committing", pipeline);
        }
    }

    private void close(Runnable last) {
        for (Thread thread : threads) {
            ended(thread, Duration.ofDays(1));
        }
        last.run();
        sessions.forEach(TargetConnection::close);
    }

    private static boolean ended(Thread thread, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (thread.isAlive()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                thread.join(1 + left / 1_000_000);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
