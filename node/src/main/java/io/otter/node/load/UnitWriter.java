package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes changes within the caller's transaction so that the result equals that of the source's order, with as few
 * statements as possible: see {@link ChangeGroup} and {@link ChangeCompactor}. One thread at a time.
 */
final class UnitWriter {
    private static final int MAX_ROWS = 500;
    private static final int MAX_BYTES = 512 * 1024;

    private final RowWriter rows;

    private final ConflictResolver resolver;

    UnitWriter(String pipeline, ConflictBook book, AnswerWatch answers) {
        resolver = new ConflictResolver(pipeline, book, answers);
        rows = new RowWriter(pipeline, resolver, answers);
    }

    /** What is written from now on is of a unit. */
    void begin(Unit unit) {
        resolver.begin(unit);
    }

    /**
     * Writes all changes.
     *
     * @param repair whether to repair rows that are not as the log expects, see {@link RowWriter#write}
     * @throws SQLException as thrown by the server
     * @throws io.otter.common.error.OtterException for a missing row that cannot be repaired
     */
    void write(Connection connection, List<TargetChange> changes, boolean repair, Applied applied) throws SQLException {
        try (SessionModes session = new SessionModes(connection)) {
            for (ChangeGroup group : ChangeGroup.of(changes)) {
                writeInOrder(session, group.changes(), repair, applied);
            }
        }
        count(changes, applied);
    }

    /** Writes changes in exactly this order; counts only repairs. */
    void writeInOrder(Connection connection, List<TargetChange> changes, boolean repair, Applied applied)
            throws SQLException {
        try (SessionModes session = new SessionModes(connection)) {
            writeInOrder(session, changes, repair, applied);
        }
    }

    private void writeInOrder(SessionModes session, List<TargetChange> changes, boolean repair, Applied applied)
            throws SQLException {
        int from = 0;
        while (from < changes.size()) {
            TargetChange first = changes.get(from);
            int to = from + 1;
            long bytes = first.bytes();
            while (to < changes.size() && to - from < MAX_ROWS) {
                TargetChange next = changes.get(to);
                bytes += next.bytes();
                if (bytes > MAX_BYTES || !RowWriter.together(first, next)) {
                    break;
                }
                to++;
            }
            session.asFor(first);
            rows.write(session.connection(), changes.subList(from, to), repair, applied);
            from = to;
        }
    }

    /** Counts changes by their kind at the source. */
    static void count(List<TargetChange> changes, Applied applied) {
        int from = 0;
        for (int to = 1; to <= changes.size(); to++) {
            TargetChange first = changes.get(from);
            if (to == changes.size()
                    || changes.get(to).plan().pairId() != first.plan().pairId()
                    || changes.get(to).kind() != first.kind()) {
                applied.count(first.plan().pairId(), first.kind(), to - from);
                from = to;
            }
        }
    }
}
