package io.otter.node.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** Whether the readers of a run may go on, and how fast. Thread-safe. */
final class Pace {
    @GuardedBy("this")
    private long rowsPerSecond;

    @GuardedBy("this")
    private boolean paused;

    /** When the rows read so far are paid for. */
    @GuardedBy("this")
    private long paidNanos = System.nanoTime();

    /** @param limit rows per second; 0 for none. @return whether that is another pace than before */
    synchronized boolean set(long limit, boolean pause) {
        boolean changed = limit != rowsPerSecond || pause != paused;
        if (limit != rowsPerSecond) {
            rowsPerSecond = limit;
            paidNanos = System.nanoTime();
        }
        paused = pause;
        notifyAll();
        return changed;
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** Waits until the next rows may be read. @return how many at most */
    synchronized int await(int wanted) throws InterruptedException {
        while (true) {
            long early = rowsPerSecond == 0 ? 0 : (paidNanos - System.nanoTime()) / 1_000_000;
            if (!paused && early <= 0) {
                return rowsPerSecond == 0 ? wanted : (int) Math.max(1, Math.min(wanted, rowsPerSecond / 4));
            }
            wait(paused ? 0 : early);
        }
    }

    synchronized void read(long rows) {
        if (rowsPerSecond > 0) {
            paidNanos = Math.max(paidNanos, System.nanoTime()) + rows * 1_000_000_000 / rowsPerSecond;
        }
    }
}
