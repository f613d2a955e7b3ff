package io.otter.node.load;

import io.otter.database.ForeignKey;
import io.otter.database.TableName;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes changes within the caller's transaction so that their effect is that of the source's order, in as few statements as
 * that allows: tables that no foreign key binds do not see each other, and within a table {@link Collapse} finds an order of
 * kinds. One thread at a time.
 */
final class UnitWriter {
    private static final int MOST_ROWS = 500;
    private static final int MOST_BYTES = 512 * 1024;
    /** The sequence of all tables that foreign keys bind to each other. */
    private static final TableName BOUND = new TableName("", "");

    private final RowWriter rows;

    UnitWriter(String pipeline) {
        rows = new RowWriter(pipeline);
    }

    /**
     * Writes all changes.
     *
     * @param repair whether to mend what is not as the log expects it, see {@link RowWriter#write}
     * @throws SQLException as the server said it
     * @throws io.otter.common.error.OtterException for a row that is missing and cannot be repaired
     */
    void write(Connection connection, List<TargetChange> changes, boolean repair, Applied applied) throws SQLException {
        for (Sequence sequence : sequences(changes)) {
            List<TargetChange> ordered = sequence.bound() || sequence.changes().size() == 1
                    ? sequence.changes()
                    : Collapse.of(sequence.changes()).orElse(sequence.changes());
            writeRuns(connection, ordered, repair, applied);
        }
        count(changes, applied);
    }

    private void writeRuns(Connection connection, List<TargetChange> changes, boolean repair, Applied applied)
            throws SQLException {
        int from = 0;
        while (from < changes.size()) {
            TargetChange first = changes.get(from);
            int to = from + 1;
            long bytes = first.bytes();
            while (to < changes.size() && to - from < MOST_ROWS) {
                TargetChange next = changes.get(to);
                bytes += next.bytes();
                if (bytes > MOST_BYTES || !RowWriter.together(first, next)) {
                    break;
                }
                to++;
            }
            rows.write(connection, changes.subList(from, to), repair, applied);
            from = to;
        }
    }

    private static Collection<Sequence> sequences(List<TargetChange> changes) {
        Map<TablePlan, Sequence> byPlan = new IdentityHashMap<>();
        for (TargetChange change : changes) {
            byPlan.putIfAbsent(change.plan(), NONE);
        }
        Set<TableName> bound = bound(byPlan.keySet());
        // Two plans may lead to one table (N:1, or two versions of a table): they stay in one sequence.
        Map<TableName, Sequence> byTable = new LinkedHashMap<>();
        for (TargetChange change : changes) {
            Sequence sequence = byPlan.get(change.plan());
            if (sequence == NONE) {
                TableName name = change.plan().target().name();
                boolean isBound = bound.contains(name);
                sequence = byTable.computeIfAbsent(
                        isBound ? BOUND : name, table -> new Sequence(isBound, new ArrayList<>()));
                byPlan.put(change.plan(), sequence);
            }
            sequence.changes().add(change);
        }
        return byTable.values();
    }

    private static Set<TableName> bound(Collection<TablePlan> plans) {
        Set<TableName> bound = new HashSet<>();
        for (TablePlan plan : plans) {
            for (ForeignKey key : plan.target().foreignKeys()) {
                bound.add(plan.target().name());
                bound.add(key.parent());
            }
        }
        return bound;
    }

    /** Counts changes as they were at the source. */
    static void count(List<TargetChange> changes, Applied applied) {
        int from = 0;
        for (int to = 1; to <= changes.size(); to++) {
            TargetChange first = changes.get(from);
            if (to == changes.size()
                    || changes.get(to).plan() != first.plan()
                    || changes.get(to).kind() != first.kind()) {
                applied.count(first.plan().pairId(), first.kind(), to - from);
                from = to;
            }
        }
    }

    private static final Sequence NONE = new Sequence(false, List.of());

    private record Sequence(boolean bound, List<TargetChange> changes) {}
}
