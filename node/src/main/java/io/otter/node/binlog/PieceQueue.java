package io.otter.node.binlog;

import io.otter.common.error.OtterException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pieces on their way from the reader to the taker, bounded in bytes: a piece waits until it fits or the queue is
 * empty. A reader that waits is woken when half of the budget is free, so that a slow taker does not wake it for each
 * piece. Thread-safe.
 */
final class PieceQueue {
    private final long budget;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final ArrayDeque<TransactionPiece> pieces = new ArrayDeque<>();
    private long bytes;
    /** Written by the reader's thread only, which looks at it without the lock. */
    private volatile boolean moreExpected;

    private @Nullable OtterException failure;
    private boolean closed;

    PieceQueue(long budget) {
        this.budget = budget;
    }

    void put(TransactionPiece piece) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !pieces.isEmpty() && bytes + piece.bytes() > budget) {
                emptied.await();
            }
            if (closed) {
                throw new InterruptedException("closed");
            }
            pieces.add(piece);
            bytes += piece.bytes();
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** @throws OtterException the failure, once everything before it has been taken, and ever after */
    TransactionPiece take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (pieces.isEmpty() && !closed && failure == null) {
                filled.await();
            }
            if (closed) {
                throw new InterruptedException("closed");
            }
            TransactionPiece piece = remove();
            if (piece != null) {
                return piece;
            }
            OtterException cause = failure;
            if (cause == null) {
                throw new IllegalStateException("woken for nothing");
            }
            throw new OtterException(cause.code(), String.valueOf(cause.getMessage()), cause);
        } finally {
            lock.unlock();
        }
    }

    /** Null when there is none and the reader expects none, or none came within {@code nanos}. */
    @Nullable
    TransactionPiece poll(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (pieces.isEmpty() && moreExpected && left > 0 && !closed && failure == null) {
                left = filled.awaitNanos(left);
            }
            return closed ? null : remove();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the reader has something at hand that may become a piece. The reader's thread says so. */
    void expectMore(boolean expected) {
        if (moreExpected == expected) {
            return;
        }
        lock.lock();
        try {
            moreExpected = expected;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable TransactionPiece remove() {
        TransactionPiece piece = pieces.poll();
        if (piece != null) {
            bytes -= piece.bytes();
            if (bytes <= budget / 2) {
                emptied.signal();
            }
        }
        return piece;
    }

    void fail(OtterException cause) {
        lock.lock();
        try {
            failure = cause;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits; true when closed meanwhile. */
    boolean awaitClosed(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = emptied.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            pieces.clear();
            bytes = 0;
            filled.signalAll();
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
