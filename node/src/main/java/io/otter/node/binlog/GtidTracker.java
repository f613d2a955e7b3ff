package io.otter.node.binlog;

import java.util.ArrayList;
import java.util.List;
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
        String[] parts = gtid.split(":");
        TreeMap<Long, Long> ranges = intervals.computeIfAbsent(parts[0], uuid -> new TreeMap<>());
        for (int i = 1; i < parts.length; i++) {
            String[] range = parts[i].split("-");
            insert(ranges, Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
        }
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
        List<String> parts = new ArrayList<>();
        intervals.forEach((uuid, ranges) -> {
            StringBuilder text = new StringBuilder(uuid);
            ranges.forEach((from, to) -> {
                text.append(':').append(from);
                if (!to.equals(from)) {
                    text.append('-').append(to);
                }
            });
            parts.add(text.toString());
        });
        return String.join(",", parts);
    }
}
