package io.otter.node.load;

import io.otter.common.model.ConflictPolicy;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.conflict.ConflictDecision;
import io.otter.node.conflict.RowState;
import io.otter.node.conflict.RowVersion;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what arrives over what is here, as a conflict was decided. A row that loses against another one for a value of a unique key
 * is deleted, on both sides. One thread at a time.
 */
final class TakenRows {
    private final ConflictBook book;
    private final RowStates states;
    private final UnseenChanges unseen;
    private final AnswerWatch answers;

    TakenRows(ConflictBook book, RowStates states, UnseenChanges unseen, AnswerWatch answers) {
        this.book = book;
        this.states = states;
        this.unseen = unseen;
        this.answers = answers;
    }

    /**
     * Writes a change over what is here.
     *
     * @return false if the row lost against another one
     */
    boolean take(Connection connection, TargetChange change, CheckedStatements statements, RowState arriving)
            throws SQLException {
        Row after = change.after();
        if (after == null) {
            statements.plain().delete(connection, List.of(change));
            return true;
        }
        Row whole = change.before() == null ? after : after.completedBy(change.known());
        List<Row> others = new ArrayList<>();
        for (UniqueKey unique : change.plan().target().uniqueKeys()) {
            others.addAll(statements.others(connection, unique, whole));
        }
        boolean wins = true;
        for (Row other : others) {
            RowState state = states.here(connection, statements, change.plan(), other);
            wins &= ConflictDecision.takes(change.plan().conflicts(), arriving, state);
        }
        if (!wins) {
            remove(connection, statements, change, whole, arriving.version());
            return false;
        }
        for (Row other : others) {
            RowVersion version =
                    states.here(connection, statements, change.plan(), other).version();
            remove(connection, statements, change, other, version);
        }
        RowStatements all = new RowStatements(change.plan(), whole, answers);
        if (rest(change.plan(), whole).update(connection, whole, whole) == 0) {
            all.insert(connection, List.of(with(change, RowKind.INSERT, null, whole)), false);
        }
        return true;
    }

    /** Of a row that is there: what was added to it has been added already. */
    private RowStatements rest(TablePlan plan, Row whole) {
        Row others = whole;
        for (ColumnMapping counter : plan.counters()) {
            others = others.with(counter.source(), Row.ABSENT);
        }
        return new RowStatements(plan, others, answers);
    }

    /** Removes a row, and has the other side remove it. */
    private void remove(
            Connection connection, CheckedStatements statements, TargetChange like, Row row, RowVersion version)
            throws SQLException {
        TablePlan plan = like.plan();
        TargetChange removal = with(like, RowKind.DELETE, row, null);
        unseen.tellHere(connection, List.of(removal), false);
        statements.plain().delete(connection, List.of(removal));
        String text = version.text();
        if (plan.conflicts().policy() == ConflictPolicy.NEWEST && text != null) {
            book.buried(connection, plan, Map.of(row, text));
        }
        if (plan.conflicts().settles()) {
            book.tell(connection, plan, row);
        }
    }

    private static TargetChange with(TargetChange like, RowKind kind, @Nullable Row before, @Nullable Row after) {
        return new TargetChange(like.plan(), kind, before, after, like.bytes(), false, like.foreignKeysOff(), null);
    }
}
