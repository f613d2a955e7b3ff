package io.otter.testsupport.network;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is on its way in one direction. With a delay it holds what a fast line holds, else one chunk. */
final class LineBuffer {
    private static final long MOST_BYTES = 64L << 20;

    @GuardedBy("this")
    private final Deque<Chunk> chunks = new ArrayDeque<>();

    @GuardedBy("this")
    private long bytes;

    /** Waits for room. */
    synchronized void put(byte[] chunk, long delayNanos) throws InterruptedException {
        while (bytes > (delayNanos > 0 ? MOST_BYTES : 0)) {
            wait();
        }
        chunks.add(new Chunk(chunk, System.nanoTime() + delayNanos));
        bytes += chunk.length;
        notifyAll();
    }

    /** Nothing follows. */
    synchronized void end() {
        chunks.add(new Chunk(new byte[0], System.nanoTime()));
        notifyAll();
    }

    /** The next chunk, once it is due; an empty one at the end. */
    synchronized byte[] take() throws InterruptedException {
        while (chunks.isEmpty()) {
            wait();
        }
        Chunk next = chunks.element();
        for (long left = next.dueNanos - System.nanoTime(); left > 0; left = next.dueNanos - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        chunks.remove();
        bytes -= next.bytes.length;
        notifyAll();
        return next.bytes;
    }

    private record Chunk(byte[] bytes, long dueNanos) {}
}
