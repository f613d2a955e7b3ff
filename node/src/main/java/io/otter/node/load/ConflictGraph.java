package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import io.otter.node.transform.TargetKeys;
import java.util.List;

/**
 * Tells which units must be committed before a given unit may be written: those that touched one of its keys. Because
 * units commit in order, the last of them suffices; this is MySQL's {@code last_committed} (WL#9556), applied to the
 * target's keys. One thread at a time.
 */
final class ConflictGraph implements TargetKeys.Sink {
    /** Few enough keys to stay in the CPU cache. */
    private static final int FEWEST_TO_TIDY = 16_384;

    private final int capacity;
    private final LongMap writers;
    private final LongMap readers;
    private int tidyAt;
    private long barrier;
    private long number;
    private long after;

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
     * @return the last unit that must be committed first; at most {@code committed} if there is none
     */
    long add(long number, List<TargetChange> changes, long committed) {
        makeRoom(number, committed);
        this.number = number;
        after = barrier;
        for (TargetChange change : changes) {
            TargetKeys keys = change.plan().keys();
            if (keys.alone()) {
                barrier = number;
                return number - 1;
            }
            keys.collect(change, this);
        }
        return after;
    }

    @Override
    public void writes(long hash) {
        waitFor(writers.put(hash, number));
        if (readers.size() > 0) {
            waitFor(readers.get(hash));
        }
    }

    @Override
    public void reads(long hash) {
        waitFor(writers.get(hash));
        readers.put(hash, number);
    }

    private void waitFor(long other) {
        if (other != number && other > after) {
            after = other;
        }
    }

    private void makeRoom(long next, long committed) {
        if (size() <= tidyAt) {
            return;
        }
        writers.forgetUpTo(committed);
        readers.forgetUpTo(committed);
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
