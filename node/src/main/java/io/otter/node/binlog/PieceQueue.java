package io.otter.node.binlog;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.common.error.OtterException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pieces on their way from reader to taker, bounded in bytes: a piece waits until it fits or the queue is empty. A
 * waiting reader is woken once half of the budget is free, so that a slow taker does not wake it for every piece.
 * Thread-safe.
 */
final class PieceQueue {
    private final long budget;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<TransactionPiece> pieces = new ArrayDeque<>();

    @GuardedBy("lock")
    private long bytes;
    /** Written by the reader's thread only, which also reads it without the lock. */
    private volatile boolean moreExpected;

    @GuardedBy("lock")
    private @Nullable OtterException failure;

    /** Taken last, and in its taker's hands until it takes another one. */
    @GuardedBy("lock")
    private @Nullable TransactionPiece taken;

    @GuardedBy("lock")
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

    /** @throws OtterException the failure, once all earlier pieces have been taken, and on every later call */
    TransactionPiece take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            taken = null;
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

    /** Null when the queue is empty and the reader expects no more, or nothing arrived within {@code nanos}. */
    @Nullable
    TransactionPiece poll(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            taken = null;
            long left = nanos;
            while (pieces.isEmpty() && moreExpected && left > 0 && !closed && failure == null) {
                left = filled.awaitNanos(left);
            }
            return closed ? null : remove();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the reader has data that may become a piece. Called on the reader's thread only. */
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

    @GuardedBy("lock")
    private @Nullable TransactionPiece remove() {
        TransactionPiece piece = pieces.poll();
        taken = piece;
        if (piece != null) {
            bytes -= piece.bytes();
            if (bytes <= budget / 2) {
                emptied.signal();
            }
        }
        return piece;
    }

    /** Commit time of the oldest piece with changes that is here or was taken last; 0 when there is none. */
    long oldestMillis() {
        lock.lock();
        try {
            return Stream.concat(Stream.ofNullable(taken), pieces.stream())
                    .filter(piece -> !piece.movesPositionOnly())
                    .findFirst()
                    .map(TransactionPiece::commitTimestampMillis)
                    .orElse(0L);
        } finally {
            lock.unlock();
        }
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

    /** Waits up to {@code nanos}; returns whether the queue has been closed. */
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
