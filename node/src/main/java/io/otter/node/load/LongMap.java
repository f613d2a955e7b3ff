package io.otter.node.load;

import java.util.Arrays;

/** A map from hashes to numbers above 0, without boxing; open addressing. One thread at a time. */
final class LongMap {
    static final long NONE = 0;

    private long[] keys;
    private long[] values;
    private int size;

    /** @param expected a rough estimate of the number of entries */
    LongMap(int expected) {
        int capacity = Integer.highestOneBit(Math.max(8, expected)) << 2;
        keys = new long[capacity];
        values = new long[capacity];
    }

    int size() {
        return size;
    }

    /** @return the number, or {@link #NONE} */
    long get(long key) {
        return values[slot(key)];
    }

    /** @return the previous number, or {@link #NONE} */
    long put(long key, long value) {
        int slot = slot(key);
        long before = values[slot];
        values[slot] = value;
        if (before == NONE) {
            keys[slot] = key;
            if (++size > keys.length / 2) {
                rebuild(NONE, keys.length * 2);
            }
        }
        return before;
    }

    /** Removes entries with numbers up to this one. */
    void forgetUpTo(long value) {
        rebuild(value, keys.length);
    }

    void clear() {
        Arrays.fill(keys, 0);
        Arrays.fill(values, NONE);
        size = 0;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key ^ (key >>> 32)) & mask;
        while (values[slot] != NONE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rebuild(long above, int capacity) {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[capacity];
        values = new long[capacity];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] > above) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
                size++;
            }
        }
    }
}
