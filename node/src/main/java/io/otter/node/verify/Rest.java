package io.otter.node.verify;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits before something is tried again. Stateless. */
final class Rest {
    private Rest() {}

    /** @throws InterruptedException as soon as the thread is interrupted */
    static void millis(long millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
