package io.otter.common.position;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A growing set of transactions: {@code uuid:1-5:7,...} on MySQL; {@code domain-server-sequence,...} on MariaDB, where
 * the one entry per domain includes all lower sequence numbers. Not thread-safe.
 */
public final class GtidSet {
    private final boolean mariadb;
    private final Map<String, TreeMap<Long, Long>> intervals = new TreeMap<>();
    private final Map<Long, String> domains = new TreeMap<>();

    /**
     * @param set in the server's own notation, empty for none
     * @throws IllegalArgumentException if the notation is invalid
     */
    public GtidSet(boolean mariadb, String set) {
        this.mariadb = mariadb;
        for (String part : set.replaceAll("\\s", "").split(",")) {
            if (!part.isEmpty()) {
                add(part);
            }
        }
    }

    /** Whether a set is in MariaDB's notation. */
    static boolean isOfMariadb(String set) {
        return !set.isEmpty() && set.indexOf(':') < 0;
    }

    /** @param gtid a single transaction, or a part of a set without commas */
    public void add(String gtid) {
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

    /** Whether this set includes every transaction of {@code other}. */
    public boolean contains(GtidSet other) {
        if (mariadb != other.mariadb) {
            return other.intervals.isEmpty() && other.domains.isEmpty();
        }
        return other.domains.entrySet().stream()
                        .allMatch(domain -> sequence(domains.get(domain.getKey())) >= sequence(domain.getValue()))
                && other.intervals.entrySet().stream().allMatch(source -> contains(source.getKey(), source.getValue()));
    }

    private boolean contains(String uuid, TreeMap<Long, Long> ranges) {
        TreeMap<Long, Long> own = intervals.getOrDefault(uuid, new TreeMap<>());
        return ranges.entrySet().stream().allMatch(range -> {
            Map.Entry<Long, Long> around = own.floorEntry(range.getKey());
            return around != null && around.getValue() >= range.getValue();
        });
    }

    private static long sequence(@Nullable String gtid) {
        return gtid == null ? -1 : Long.parseLong(gtid.substring(gtid.lastIndexOf('-') + 1));
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
