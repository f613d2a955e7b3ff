package io.otter.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides when the units of one target may be written and committed. They commit in log order. A unit that is written
 * ahead of its turn holds locks while it waits, and must give way to the unit in turn:
 * <ul>
 *   <li>when the unit in turn runs into a lock, all others roll back and are written again in their turn;
 *   <li>a unit that has held locks for too long rolls back by itself, since the unit in turn may be queued at the
 *       server behind a third session that waits for those locks;
 *   <li>after such a conflict, units are written only in their turn for a while, which gets longer each time it recurs.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class Committer {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long SHORTEST_COOLDOWN_UNITS = 32;
    private static final long LONGEST_COOLDOWN_UNITS = 4_096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private long added;

    @GuardedBy("lock")
    private long committed;

    @GuardedBy("lock")
    private long conflicts;
    /** Units up to this number are written only in their turn. */
    @GuardedBy("lock")
    private long cooldownUntil;

    @GuardedBy("lock")
    private long cooldownUnits = SHORTEST_COOLDOWN_UNITS;

    /** Numbers a new unit, which must eventually be committed. */
    long add() {
        lock.lock();
        try {
            return ++added;
        } finally {
            lock.unlock();
        }
    }

    /** The last committed unit; all units before it are committed, too. */
    long committed() {
        lock.lock();
        try {
            return committed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether any unit is not committed yet. */
    boolean isBusy() {
        lock.lock();
        try {
            return committed < added;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all units added so far are committed. */
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

    /**
     * Waits until a unit, or some of it, may be written.
     *
     * @param after the unit that must be committed before that
     * @return whether it is already the unit's turn
     */
    boolean awaitStart(Unit unit, long after) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (committed < after || !isTurn(unit) && unit.number() <= cooldownUntil) {
                changed.await();
            }
            return isTurn(unit);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the unit's turn; the caller must hold no locks. */
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

    /** Waits while holding locks. @return whether it is the unit's turn; if not, roll back at once */
    boolean awaitTurnHolding(Unit unit) throws InterruptedException {
        return awaitHolding(unit, unit.number() - 1);
    }

    /** Waits while holding locks. @return whether an earlier unit is committed; if not, roll back at once */
    boolean awaitHolding(Unit unit, long earlier) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long seenConflicts = conflicts;
            long seenCommitted = committed;
            long left = PATIENCE_NANOS;
            while (committed < earlier) {
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

    /** Call when the unit in turn ran into a lock: units written ahead then roll back. */
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
     * Marks the unit in turn as committed.
     *
     * @param told runs before the next unit's turn, so that notifications stay in order
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

    @GuardedBy("lock")
    private boolean isTurn(Unit unit) {
        return unit.number() == committed + 1;
    }
}
