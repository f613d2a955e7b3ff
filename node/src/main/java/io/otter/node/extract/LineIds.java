package io.otter.node.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Ids of lines of {@code retl.retl_buffer}, as ranges; of so many that they would take much memory some are forgotten. One thread at a time. */
final class LineIds {
    private static final int MOST_RANGES = 100_000;

    /** By the first id of a range, its last. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** From one id up to another. */
    record Range(long first, long last) {}

    void add(long id) {
        add(new Range(id, id));
    }

    void addAll(LineIds others) {
        others.ranges.forEach((first, last) -> add(new Range(first, last)));
    }

    private void add(Range more) {
        long first = more.first();
        long last = more.last();
        Map.Entry<Long, Long> before = ranges.floorEntry(first);
        if (before != null && before.getValue() >= first - 1) {
            first = before.getKey();
            last = Math.max(last, before.getValue());
        }
        Map.Entry<Long, Long> after = ranges.floorEntry(last + 1);
        if (after != null && after.getKey() > first) {
            last = Math.max(last, after.getValue());
        }
        ranges.subMap(first, true, last, true).clear();
        if (ranges.size() < MOST_RANGES) {
            ranges.put(first, last);
        }
    }

    void remove(long id) {
        remove(id, id);
    }

    /** Those from one id up to another, which are of one range if there are any. */
    void remove(long first, long last) {
        Map.Entry<Long, Long> range = ranges.floorEntry(first);
        if (range == null || range.getValue() < last) {
            return;
        }
        ranges.remove(range.getKey());
        if (range.getKey() < first) {
            ranges.put(range.getKey(), first - 1);
        }
        if (range.getValue() > last) {
            ranges.put(last + 1, range.getValue());
        }
    }

    /** All of them, none with more than so many ids. */
    List<Range> ranges(int most) {
        List<Range> pieces = new ArrayList<>();
        ranges.forEach((first, last) -> {
            for (long from = first; from <= last; from += most) {
                pieces.add(new Range(from, Math.min(last, from + most - 1)));
            }
        });
        return pieces;
    }
}
