package io.otter.node.binlog;

import java.util.Map;
import java.util.TreeMap;

/**
 * The GTID set of everything read so far: {@code uuid:1-5:7,...} on MySQL, {@code domain-server-sequence,...} with one
 * entry per domain on MariaDB. Used by one thread.
 */
final class GtidTracker {
    private final boolean mariadb;
    private final Map<String, TreeMap<Long, Long>> intervals = new TreeMap<>();
    private final Map<Long, String> domains = new TreeMap<>();

    GtidTracker(boolean mariadb, String set) {
        this.mariadb = mariadb;
        for (String part : set.replaceAll("\\s", "").split(",")) {
            if (!part.isEmpty()) {
                add(part);
            }
        }
    }

    void add(String gtid) {
        if (mariadb) {
            domains.put(Long.parseLong(gtid.substring(0, gtid.indexOf('-'))), gtid);
            return;
        }
        int colon = gtid.indexOf(':');
        TreeMap<Long, Long> ranges = intervals.computeIfAbsent(gtid.substring(0, colon), uuid -> new TreeMap<>());
        while (colon < gtid.length()) {
            int from = colon + 1;
            colon = indexOf(gtid, ':', from, gtid.length());
            int dash = indexOf(gtid, '-', from, colon);
            long first = Long.parseLong(gtid, from, dash, 10);
            insert(ranges, first, dash == colon ? first : Long.parseLong(gtid, dash + 1, colon, 10));
        }
    }

    private static int indexOf(String text, char wanted, int from, int end) {
        int found = text.indexOf(wanted, from);
        return found < 0 || found > end ? end : found;
    }

    private static void insert(TreeMap<Long, Long> ranges, long first, long last) {
        long from = first;
        long to = last;
        Map.Entry<Long, Long> before = ranges.floorEntry(first);
        if (before != null && before.getValue() >= first - 1) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> after = ranges.higherEntry(from);
        while (after != null && after.getKey() <= to + 1) {
            to = Math.max(to, after.getValue());
            ranges.remove(after.getKey());
            after = ranges.higherEntry(from);
        }
        ranges.put(from, to);
    }

    @Override
    public String toString() {
        if (mariadb) {
            return String.join(",", domains.values());
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, TreeMap<Long, Long>> source : intervals.entrySet()) {
            text.append(text.isEmpty() ? "" : ",").append(source.getKey());
            for (Map.Entry<Long, Long> range : source.getValue().entrySet()) {
                text.append(':').append((long) range.getKey());
                if (!range.getValue().equals(range.getKey())) {
                    text.append('-').append((long) range.getValue());
                }
            }
        }
        return text.toString();
    }
}
