package io.otter.node.extract;

import io.otter.node.extract.FreeDoorProgress.BadLine;
import io.otter.node.extract.FreeDoorProgress.Others;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What some lines of {@code retl.retl_buffer} came to. One thread at a time. */
final class FreeDoorTally {
    /** More are counted only. */
    static final int MOST_BAD_LINES = 1_000;

    private static final int MOST_OTHER_TABLES = 100;
    private static final int MOST_OTHER_LINES = 20;

    private long lines;
    private long lastId;
    private long rows;
    private long bad;
    private final List<BadLine> badLines = new ArrayList<>();
    private final Map<String, Others> others = new LinkedHashMap<>();
    /** Those that are of no more use once their rows are at the target. */
    private LineIds done = new LineIds();

    void line(FreeDoorEntry entry) {
        lines++;
        lastId = Math.max(lastId, entry.id());
        done.add(entry.id());
    }

    /** A line that is to stay, as it may mean no row. */
    void stays(FreeDoorEntry entry) {
        done.remove(entry.id());
    }

    /** Takes over those of an earlier resync. */
    void takeDone(FreeDoorTally earlier) {
        done.addAll(earlier.takeDone());
    }

    /** Each is taken once. */
    LineIds takeDone() {
        LineIds taken = done;
        done = new LineIds();
        return taken;
    }

    void rows(int sent) {
        rows += sent;
    }

    void bad(FreeDoorEntry entry, String reason) {
        bad++;
        stays(entry);
        if (badLines.size() < MOST_BAD_LINES) {
            String table = entry.tableId() > 0 ? "#" + entry.tableId() : entry.fullName();
            badLines.add(new BadLine(entry.id(), table, String.join(", ", entry.key()), reason));
        }
    }

    /** Bad lines that are not listed. */
    void bad(int unlisted) {
        bad += unlisted;
    }

    void other(FreeDoorEntry entry) {
        stays(entry);
        long tableId = Math.max(0, entry.tableId());
        add(new Others(entry.fullName(), tableId, 1, List.of(entry.id())));
    }

    /** Adds what came later. */
    void add(FreeDoorTally later) {
        lines += later.lines;
        lastId = Math.max(lastId, later.lastId);
        rows += later.rows;
        bad += later.bad;
        done.addAll(later.done);
        later.badLines.stream().limit(MOST_BAD_LINES - badLines.size()).forEach(badLines::add);
        later.others.values().forEach(this::add);
    }

    private void add(Others more) {
        String key = more.tableId() + " " + more.table();
        Others known = others.get(key);
        if (known != null) {
            List<Long> ids = Stream.concat(known.ids().stream(), more.ids().stream())
                    .limit(MOST_OTHER_LINES)
                    .toList();
            others.put(key, new Others(known.table(), known.tableId(), known.lines() + more.lines(), ids));
        } else if (others.size() < MOST_OTHER_TABLES) {
            others.put(key, more);
        }
    }

    boolean isEmpty() {
        return lines == 0;
    }

    boolean hasRoomForBadLines() {
        return badLines.size() < MOST_BAD_LINES;
    }

    long lastId() {
        return lastId;
    }

    /** @param remaining -1 when unknown */
    FreeDoorProgress progress(long startedMillis, long heardMillis, long remaining) {
        return new FreeDoorProgress(
                startedMillis, heardMillis, lines, remaining, rows, bad, badLines, List.copyOf(others.values()));
    }
}
