package io.otter.node.load;

import io.otter.common.model.ConflictPolicy;
import io.otter.database.UniqueKey;
import io.otter.node.batch.BatchTransaction;
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
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by its pair's rule about a row that is not as a change expects it, keeps the conflict, and has the other side told.
 * A row that loses against another one for a value of a unique key is deleted, on both sides. One thread at a time.
 */
final class ConflictResolver {
    private static final Logger log = LoggerFactory.getLogger(ConflictResolver.class);

    private final String pipeline;
    private final ConflictBook book;
    private final AnswerWatch answers;
    private final RowStates states;
    private final UnseenChanges unseen;
    private final OrphanedRows orphans = new OrphanedRows();
    private @Nullable UnitPlaces places;

    ConflictResolver(String pipeline, ConflictBook book, AnswerWatch answers) {
        this.answers = answers;
        this.pipeline = pipeline;
        this.book = book;
        states = new RowStates(pipeline, book);
        unseen = new UnseenChanges(book);
    }

    /** What is written from now on is of a unit. */
    void begin(Unit unit) {
        places = new UnitPlaces(unit);
    }

    /** Whether conflicts about a change are decided, instead of a reason to stop. */
    boolean resolves(TargetChange change) {
        return change.plan().conflicts().policy() != ConflictPolicy.STOP;
    }

    /** Both sides have made the same of a row, which they may have changed more than once. */
    void same(Connection connection, TargetChange change) throws SQLException {
        if (change.plan().conflicts().settles()) {
            book.tell(connection, change.plan(), key(change));
        }
    }

    /** Rows were as expected. After a conflict this can be so by chance, so the other side is told until it has long been over. */
    void written(Connection connection, List<TargetChange> run) throws SQLException {
        TablePlan plan = run.get(0).plan();
        if (!plan.conflicts().settles() || !book.holds(connection, plan)) {
            return;
        }
        for (TargetChange change : run) {
            if (book.isDisputed(plan, change.known())) {
                book.tell(connection, plan, change.known());
            }
            Row after = change.after();
            if (change.before() != null && after != null && book.isDisputed(plan, after)) {
                book.tell(connection, plan, after);
            }
        }
    }

    /** Rows that are not there any more. */
    void buried(Connection connection, List<TargetChange> run) throws SQLException {
        TablePlan plan = run.get(0).plan();
        if (plan.conflicts().policy() != ConflictPolicy.NEWEST) {
            return;
        }
        Map<Row, String> versions = new LinkedHashMap<>();
        for (TargetChange change : run) {
            String version = arriving(change).version().text();
            if (version != null) {
                versions.put(change.known(), version);
            }
        }
        if (!versions.isEmpty()) {
            book.buried(connection, plan, versions);
        }
    }

    void resolve(Connection connection, TargetChange change, CheckedStatements statements, Applied applied)
            throws SQLException {
        TablePlan plan = change.plan();
        PresentRows present = PresentRows.find(connection, change);
        RowState here = states.here(connection, statements, plan, key(change));
        boolean taken = ConflictDecision.takes(plan.conflicts(), arriving(change), here);
        if (taken) {
            taken = attempt(connection, change, () -> take(connection, change, statements));
        }
        if (taken) {
            orphans.over(change);
        }
        decided(connection, change, present, taken, applied);
    }

    /**
     * A foreign key refuses a change: the parent of its row was deleted here, or has got another key, or rows that were added here
     * refer to it. The row stays as it is here. The other side, which has the same foreign key, answers what it has by then.
     *
     * @throws SQLException the fault, if the other side has answered often, and still it is refused
     */
    void refused(Connection connection, TargetChange change, SQLException fault, Applied applied) throws SQLException {
        if (!orphans.mayWait(change)) {
            throw fault;
        }
        decided(connection, change, PresentRows.find(connection, change), false, applied);
    }

    /** Whether a fault may be over when both sides have heard of each other's changes. */
    static boolean mayPass(TargetChange change, SQLException fault) {
        return LoadFault.isMissingParent(fault)
                || LoadFault.isReferenced(fault) && change.plan().conflicts().settles();
    }

    /** Rows that the other side may have changed unseen. */
    UnseenChanges unseen() {
        return unseen;
    }

    /**
     * Gives a row that was changed here the key that it has got at the other side, so that the rows that refer to it follow as they
     * did there.
     *
     * @param left the deletion under its old key
     * @return false if it stays here under its old key, or cannot have the new one
     */
    boolean moved(
            Connection connection,
            TargetChange change,
            TargetChange left,
            CheckedStatements statements,
            Applied applied)
            throws SQLException {
        TablePlan plan = change.plan();
        Row after = Objects.requireNonNull(change.after()).completedBy(change.known());
        boolean possible = plan.counters().isEmpty()
                && statements.hasKey(connection, change.known())
                && !statements.hasKey(connection, after)
                && ConflictDecision.takes(
                        plan.conflicts(), arriving(left), states.here(connection, statements, plan, change.known()));
        PresentRows present = PresentRows.find(connection, change);
        if (!possible || !attempt(connection, change, () -> isMoved(connection, change, after, statements))) {
            return false;
        }
        decided(connection, change, present, true, applied);
        if (plan.conflicts().settles()) {
            book.tell(connection, plan, after);
        }
        return true;
    }

    private static boolean isMoved(Connection connection, TargetChange change, Row after, CheckedStatements statements)
            throws SQLException {
        try {
            return statements.plain().update(connection, change.known(), after) > 0;
        } catch (SQLException e) {
            if (LoadFault.isDuplicateKey(e)) {
                return false;
            }
            throw e;
        }
    }

    private interface Attempt {
        /** @return whether what arrived is written */
        boolean write() throws SQLException;
    }

    /** Undoes what a foreign key refuses. @return false if it was refused, or not written */
    private boolean attempt(Connection connection, TargetChange change, Attempt attempt) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            boolean written = attempt.write();
            connection.releaseSavepoint(before);
            return written;
        } catch (SQLException e) {
            if (!mayPass(change, e) || !orphans.mayWait(change)) {
                throw e;
            }
            connection.rollback(before);
            return false;
        }
    }

    private void decided(
            Connection connection, TargetChange change, PresentRows present, boolean taken, Applied applied)
            throws SQLException {
        BatchTransaction transaction = Objects.requireNonNull(places).of(change);
        book.add(
                connection,
                new Conflict(
                        change,
                        present,
                        taken,
                        !change.settles(),
                        transaction.end(),
                        transaction.commitTimestampMillis()));
        if (!change.settles()) {
            applied.conflict();
        }
        same(connection, change);
        if (!taken) {
            unseen.tell(connection, change, unseen.with(connection, change));
        }
        log.debug(
                "pipeline {}: conflict about {} {}: what arrived is {}",
                pipeline,
                change.plan().targetName(),
                RowConditions.keyText(change.plan(), change.known()),
                taken ? "taken" : "left");
    }

    /** @return false if the row lost against another one */
    private boolean take(Connection connection, TargetChange change, CheckedStatements statements) throws SQLException {
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
            wins &= ConflictDecision.takes(change.plan().conflicts(), arriving(change), state);
        }
        if (!wins) {
            remove(connection, statements, change, whole, arriving(change).version());
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
        statements.plain().delete(connection, List.of(with(like, RowKind.DELETE, row, null)));
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

    private RowState arriving(TargetChange change) {
        return states.arriving(change, Objects.requireNonNull(places));
    }

    private static Row key(TargetChange change) {
        return change.known();
    }
}
