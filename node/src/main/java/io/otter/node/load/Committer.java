package io.otter.node.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives the units of one target their turns to commit, in log order, and settles who gives way. A unit that is written ahead
 * of its turn holds locks while it waits; one whose turn it is never gives way to it:
 *
 * <ul>
 *   <li>when the one in turn meets a lock, all others give their locks back and are written anew in their own turns;
 *   <li>who has waited long with locks gives them back unasked, since the server may make the one in turn wait behind a third
 *       session that waits for these locks;
 *   <li>after such a conflict units are written in their turns only for a while, for longer each time it comes again.
 * </ul>
 *
 * Thread-safe.
 */
final class Committer {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long SHORTEST_COOLDOWN_UNITS = 32;
    private static final long LONGEST_COOLDOWN_UNITS = 4_096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long added;
    private long committed;
    private long conflicts;
    /** Units up to this one are written in their turns. */
    private long cooldownUntil;

    private long cooldownUnits = SHORTEST_COOLDOWN_UNITS;

    /** A unit's number; it must be committed some time. */
    long add() {
        lock.lock();
        try {
            return ++added;
        } finally {
            lock.unlock();
        }
    }

    /** All units up to this one are committed. */
    long committed() {
        lock.lock();
        try {
            return committed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether units are under way. */
    boolean isBusy() {
        lock.lock();
        try {
            return committed < added;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that were added are committed. */
    void awaitAll() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (committed < added) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a unit may be written. @return whether it is its turn already */
    boolean awaitStart(Unit unit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (committed < unit.after() || !isTurn(unit) && unit.number() <= cooldownUntil) {
                changed.await();
            }
            return isTurn(unit);
        } finally {
            lock.unlock();
        }
    }

    /** Waits without locks until it is the unit's turn. */
    void awaitTurn(Unit unit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!isTurn(unit)) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits with locks. @return whether it is the unit's turn; else the locks must be given back at once */
    boolean awaitTurnHolding(Unit unit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long seenConflicts = conflicts;
            long seenCommitted = committed;
            long left = PATIENCE_NANOS;
            while (!isTurn(unit)) {
                if (conflicts != seenConflicts || unit.number() <= cooldownUntil || left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
                if (committed != seenCommitted) {
                    seenCommitted = committed;
                    left = PATIENCE_NANOS;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The unit in turn has met a lock: whoever was written ahead gives way. */
    void makeWay(Unit unit) {
        lock.lock();
        try {
            conflicts++;
            if (cooldownUntil < unit.number()) {
                cooldownUnits = unit.number() - cooldownUntil < cooldownUnits
                        ? Math.min(LONGEST_COOLDOWN_UNITS, cooldownUnits * 2)
                        : SHORTEST_COOLDOWN_UNITS;
                cooldownUntil = unit.number() + cooldownUnits;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The unit in turn is committed.
     *
     * @param told is run before the next one's turn, so that what it tells is in order
     */
    void committed(Unit unit, Runnable told) {
        lock.lock();
        try {
            if (!isTurn(unit)) {
                throw new IllegalStateException("unit " + unit.number() + " is committed after " + committed);
            }
            told.run();
            committed = unit.number();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isTurn(Unit unit) {
        return unit.number() == committed + 1;
    }
}
