package io.otter.benchmark.ceiling;

import io.otter.benchmark.work.Change;
import io.otter.benchmark.work.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One target transaction: the rows to write and to delete in each table, one change per key.
 *
 * @param parts in table order
 */
record Window(List<Part> parts) {
    /**
     * The part for one table.
     *
     * @param onlyInserts whether none of the rows can exist already
     */
    record Part(int table, boolean onlyInserts, List<Row> writes, List<Long> deletes) {}

    record Row(long id, Content content) {}

    /** The last change of a key wins. */
    static Window merge(List<Change> changes) {
        Map<Integer, Map<Long, Change>> byTable = new TreeMap<>();
        Map<Integer, Boolean> onlyInserts = new HashMap<>();
        for (Change change : changes) {
            byTable.computeIfAbsent(change.table(), table -> new LinkedHashMap<>())
                    .put(change.id(), change);
            onlyInserts.merge(change.table(), change.kind() == Change.Kind.INSERT, Boolean::logicalAnd);
        }
        List<Part> parts = new ArrayList<>();
        byTable.forEach((table, rows) -> parts.add(part(table, onlyInserts.getOrDefault(table, false), rows.values())));
        return new Window(parts);
    }

    private static Part part(int table, boolean onlyInserts, Iterable<Change> changes) {
        List<Row> writes = new ArrayList<>();
        List<Long> deletes = new ArrayList<>();
        for (Change change : changes) {
            if (change.kind() == Change.Kind.DELETE) {
                deletes.add(change.id());
            } else {
                writes.add(new Row(change.id(), change.content()));
            }
        }
        return new Part(table, onlyInserts, writes, deletes);
    }
}
