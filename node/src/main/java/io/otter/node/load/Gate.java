package io.otter.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds back new target transactions of all pipelines on this node while ZooKeeper is out of reach, since another node
 * may own them by now. Open at first. Thread-safe.
 */
public final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();

    @GuardedBy("lock")
    private boolean open = true;

    public void set(boolean open) {
        lock.lock();
        try {
            this.open = open;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks while the gate is closed. */
    void pass() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!open) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
