package io.otter.node.load;

import io.otter.database.ColumnMeta;
import io.otter.database.ForeignKey;
import io.otter.database.TableMeta;
import io.otter.node.conflict.ConflictDecision;
import io.otter.node.conflict.RowState;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes rows that the other side has told of and that refer to each other, so that none of them can be the first: all together, once
 * each row that they refer to is here or among them. One thread at a time.
 */
final class RowCycles {
    private final ConflictBook book;
    private final RowStates states;
    private final TakenRows taking;
    private final AnswerWatch answers;

    RowCycles(ConflictBook book, RowStates states, TakenRows taking, AnswerWatch answers) {
        this.book = book;
        this.states = states;
        this.taking = taking;
        this.answers = answers;
    }

    /**
     * Call for a row that a foreign key has refused.
     *
     * @return whether it is written now, with others that have waited for it; if not, it waits for them
     */
    boolean close(Connection connection, TargetChange change, UnitPlaces places) throws SQLException {
        book.waiting().add(change);
        List<TargetChange> members = members(connection, change);
        if (members.size() < 2) {
            return false;
        }
        Savepoint before = connection.setSavepoint();
        List<TargetChange> lost = new ArrayList<>();
        SessionModes.unchecked(connection, () -> {
            for (TargetChange member : members) {
                if (!take(connection, member, places)) {
                    lost.add(member);
                }
            }
        });
        if (!lost.isEmpty()) {
            connection.rollback(before);
            return false;
        }
        connection.releaseSavepoint(before);
        for (TargetChange member : members) {
            book.waiting().over(member);
            book.tell(connection, member.plan(), member.known());
        }
        return true;
    }

    /** Those that can be written only with this one; none if there is a row that they refer to and that nobody has told of. */
    private List<TargetChange> members(Connection connection, TargetChange change) throws SQLException {
        List<TargetChange> members = new ArrayList<>(List.of(change));
        Set<TargetChange> known = new LinkedHashSet<>(members);
        for (int i = 0; i < members.size(); i++) {
            for (Map.Entry<ForeignKey, List<Object>> reference :
                    WaitingRows.references(members.get(i)).entrySet()) {
                if (MissingParents.isThere(connection, reference.getKey(), reference.getValue())) {
                    continue;
                }
                Optional<TargetChange> parent = parent(connection, reference.getKey(), reference.getValue());
                if (parent.isEmpty()) {
                    return List.of();
                }
                if (known.add(parent.get())) {
                    members.add(parent.get());
                }
            }
        }
        return members;
    }

    private Optional<TargetChange> parent(Connection connection, ForeignKey reference, List<Object> values)
            throws SQLException {
        for (TargetChange row : book.waiting().parents(reference, values)) {
            List<Object> own = row.plan().values(WaitingRows.image(row), reference.parentColumns());
            if (own.equals(values)
                    || areEqual(connection, columns(row.plan().target(), reference.parentColumns()), own, values)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private static List<ColumnMeta> columns(TableMeta table, List<String> names) {
        return names.stream().flatMap(name -> table.column(name).stream()).toList();
    }

    /** Whether the server takes values for equal. */
    private static boolean areEqual(
            Connection connection, List<ColumnMeta> columns, List<Object> some, List<Object> others)
            throws SQLException {
        String equal = columns.stream()
                .map(column -> column.charset() == null || column.collation() == null
                        ? "? = ?"
                        : "CONVERT(? USING " + column.charset() + ") COLLATE " + column.collation()
                                + " = CONVERT(? USING " + column.charset() + ")")
                .collect(Collectors.joining(" AND "));
        try (PreparedStatement select = connection.prepareStatement("SELECT " + equal)) {
            for (int i = 0; i < some.size(); i++) {
                Values.bind(select, 2 * i + 1, some.get(i));
                Values.bind(select, 2 * i + 2, others.get(i));
            }
            try (ResultSet result = select.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private boolean take(Connection connection, TargetChange member, UnitPlaces places) throws SQLException {
        CheckedStatements statements = new RowStatements(member.plan(), member.known(), answers).checked();
        RowState arriving = states.arriving(member, places);
        RowState here = states.here(connection, statements, member.plan(), member.known());
        return ConflictDecision.takes(member.plan().conflicts(), arriving, here)
                && taking.take(connection, member, statements, arriving);
    }
}
