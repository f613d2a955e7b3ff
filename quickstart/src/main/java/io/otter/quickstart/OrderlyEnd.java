package io.otter.quickstart;

import java.util.concurrent.CountDownLatch;

/**
 * Interrupts the thread that made this when the process is told to end, by Ctrl-C, a closed terminal or a signal, and lets the
 * process end only after {@link #close}, when that thread has stopped what it had started.
 */
final class OrderlyEnd implements AutoCloseable {
    private final Thread worker = Thread.currentThread();
    private final CountDownLatch over = new CountDownLatch(1);

    OrderlyEnd() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "quickstart-shutdown"));
    }

    private void end() {
        worker.interrupt();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
