package io.otter.node.select;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the batches between select and load, in number and bytes; a single batch may exceed the byte limit. Batches
 * enter and leave in order. Thread-safe.
 */
public final class Window {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<Long> sizes = new ArrayDeque<>();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private int mostBatches;

    @GuardedBy("lock")
    private long mostBytes;

    public Window(int mostBatches, long mostBytes) {
        this.mostBatches = mostBatches;
        this.mostBytes = mostBytes;
    }

    /** Lets so much more in, since it is only on its way for long. */
    public void widen(int batches, long moreBytes) {
        lock.lock();
        try {
            mostBatches += batches;
            mostBytes += moreBytes;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until there is room. */
    public void enter(long batchBytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!sizes.isEmpty() && (sizes.size() >= mostBatches || bytes + batchBytes > mostBytes)) {
                room.await();
            }
            sizes.addLast(batchBytes);
            bytes += batchBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the oldest batch, which has been applied. */
    public void leave() {
        lock.lock();
        try {
            bytes -= sizes.removeFirst();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until every batch has been applied. */
    public void awaitEmpty() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!sizes.isEmpty()) {
                room.await();
            }
        } finally {
            lock.unlock();
        }
    }

    public int inFlight() {
        lock.lock();
        try {
            return sizes.size();
        } finally {
            lock.unlock();
        }
    }

    /** Of the batches that are in flight. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
