package io.otter.node.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WindowTest {
    @Test
    void holdsSoManyBatchesAndTheNextWaitsForTheOldest() throws Exception {
        Window window = new Window(2, 1_000);
        window.enter(1);
        window.enter(1);
        Entering third = new Entering(window, 1);
        third.awaitWaiting();
        assertThat(window.inFlight()).isEqualTo(2);
        window.leave();
        third.thread.join();
        assertThat(window.inFlight()).isEqualTo(2);
    }

    @Test
    void holdsSoManyBytes() throws Exception {
        Window window = new Window(10, 1_000);
        window.enter(900);
        window.enter(100);
        Entering more = new Entering(window, 1);
        more.awaitWaiting();
        window.leave();
        more.thread.join();
        assertThat(window.inFlight()).isEqualTo(2);
    }

    @Test
    void aBatchThatIsTooLargeGoesAlone() throws Exception {
        Window window = new Window(10, 1_000);
        window.enter(1);
        Entering large = new Entering(window, 5_000);
        large.awaitWaiting();
        window.leave();
        large.thread.join();
        Entering next = new Entering(window, 1);
        next.awaitWaiting();
        window.leave();
        next.thread.join();
        assertThat(window.inFlight()).isEqualTo(1);
    }

    @Test
    void whoeverWaitsCanBeInterruptedAndHasNotEntered() throws Exception {
        Window window = new Window(1, 1_000);
        window.enter(1);
        Entering waiting = new Entering(window, 1);
        waiting.awaitWaiting();
        waiting.thread.interrupt();
        assertThat(waiting.interrupted.await(10, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
        assertThat(window.inFlight()).isEqualTo(1);
        window.leave();
        assertThatThrownBy(window::leave).isInstanceOf(RuntimeException.class);
    }

    private static final class Entering {
        final CountDownLatch interrupted = new CountDownLatch(1);
        final Thread thread;

        Entering(Window window, long bytes) {
            thread = new Thread(() -> {
                try {
                    window.enter(bytes);
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            thread.start();
        }

        void awaitWaiting() {
            await().until(() -> thread.getState() == Thread.State.WAITING);
        }
    }
}
