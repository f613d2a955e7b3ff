package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import io.otter.node.transform.TargetKeys;
import java.util.BitSet;
import java.util.List;

/**
 * Tells which units must be committed before a given unit may be written: those that touched one of its keys. Because
 * units commit in order, the last of them suffices; this is MySQL's {@code last_committed} (WL#9556), applied to the
 * target's keys, and to each change: those without such a key need not wait, unless a change before them in the unit waits
 * that touched one of theirs. One thread at a time.
 */
final class ConflictGraph implements TargetKeys.Sink {
    /** Few enough keys to stay in the CPU cache. */
    private static final int FEWEST_TO_TIDY = 16_384;

    private final int capacity;
    /** The last unit that wrote a key: twice its number, and one more if what follows in the same unit has to wait. */
    private final LongMap writers;
    /** Likewise, the last one that must find it as it is. */
    private final LongMap readers;

    private int tidyAt;
    private long barrier;
    private long committed;
    /** What is noted for the change at hand. */
    private long mark;

    private boolean waits;
    private long after;
    /** The last other unit that must find a key as it is which this one must, too. */
    private long shared;

    /** @param capacity number of keys to remember; beyond it, earlier units count as conflicting with everything */
    ConflictGraph(int capacity) {
        this.capacity = capacity;
        tidyAt = Math.min(capacity, FEWEST_TO_TIDY);
        writers = new LongMap(1024);
        readers = new LongMap(16);
    }

    /**
     * Adds the next unit.
     *
     * @param number grows by one, from 1
     * @param committed the last committed unit
     */
    Dependencies add(long number, List<TargetChange> changes, long committed) {
        makeRoom(number, committed);
        this.committed = committed;
        after = barrier;
        shared = 0;
        boolean allWait = barrier > committed;
        BitSet waiting = new BitSet();
        for (int i = 0; i < changes.size(); i++) {
            TargetChange change = changes.get(i);
            TargetKeys keys = change.plan().keys();
            if (keys.alone()) {
                barrier = number;
                return Dependencies.ofAll(number - 1, changes.size());
            }
            waits = allWait;
            mark = 2 * number;
            keys.collect(change, this);
            if (waits) {
                waiting.set(i);
                mark = 2 * number + 1;
                keys.collect(change, this);
            }
        }
        return new Dependencies(after, waiting);
    }

    @Override
    public void writes(long hash) {
        follow(writers.put(hash, mark));
        if (readers.size() > 0) {
            follow(readers.get(hash));
        }
    }

    @Override
    public void reads(long hash) {
        follow(writers.get(hash));
        long other = readers.put(hash, mark);
        if (other > mark) {
            readers.put(hash, other);
        } else if (other / 2 > committed && other / 2 != mark / 2) {
            // Whoever writes it in this unit has to wait, although who reads it need not.
            shared = Math.max(shared, other / 2);
            readers.put(hash, mark | 1);
        }
    }

    private void follow(long other) {
        long unit = other / 2;
        if (unit == mark / 2) {
            if (other % 2 == 1) {
                waits = true;
                after = Math.max(after, shared);
            }
            return;
        }
        waits |= unit > committed;
        after = Math.max(after, unit);
    }

    private void makeRoom(long next, long committed) {
        if (size() <= tidyAt) {
            return;
        }
        writers.forgetUpTo(2 * committed + 1);
        readers.forgetUpTo(2 * committed + 1);
        if (size() > capacity) {
            writers.clear();
            readers.clear();
            barrier = next - 1;
        }
        // Twice what is left, so that the cost per key stays constant however many there are.
        tidyAt = Math.min(capacity, Math.max(FEWEST_TO_TIDY, 2 * size()));
    }

    private int size() {
        return writers.size() + readers.size();
    }
}
