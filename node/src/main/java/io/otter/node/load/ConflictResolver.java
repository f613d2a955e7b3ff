package io.otter.node.load;

import io.otter.common.model.ConflictPolicy;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.binlog.Row;
import io.otter.node.conflict.ConflictDecision;
import io.otter.node.conflict.RowState;
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
 * One thread at a time.
 */
final class ConflictResolver {
    private static final Logger log = LoggerFactory.getLogger(ConflictResolver.class);

    private final String pipeline;
    private final ConflictBook book;
    private final RowStates states;
    private final UnseenChanges unseen;
    private final TakenRows taking;
    private final MissingParents parents;
    private final RowCycles cycles;
    private final OrphanedRows orphans = new OrphanedRows();
    private @Nullable UnitPlaces places;

    ConflictResolver(String pipeline, ConflictBook book, AnswerWatch answers) {
        this.pipeline = pipeline;
        this.book = book;
        states = new RowStates(pipeline, book);
        parents = new MissingParents(book);
        unseen = new UnseenChanges(book);
        taking = new TakenRows(book, states, unseen, answers);
        cycles = new RowCycles(book, states, taking, answers);
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
        List<ToldRow> disputed = new ArrayList<>();
        for (TargetChange change : run) {
            if (book.isDisputed(plan, change.known())) {
                disputed.add(ConflictBook.row(plan, change.known()));
            }
            Row after = change.after();
            if (change.before() != null && after != null && book.isDisputed(plan, after)) {
                disputed.add(ConflictBook.row(plan, after));
            }
        }
        book.tell(connection, plan, disputed);
    }

    /** Rows are as the other side has told. */
    void settled(Connection connection, List<TargetChange> run) throws SQLException {
        if (run.get(0).after() == null) {
            buried(connection, run);
        }
    }

    /** Rows that are not there any more. */
    void buried(Connection connection, List<TargetChange> run) throws SQLException {
        TablePlan plan = run.get(0).plan();
        run.forEach(book.waiting()::over);
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
        if (change.settles() && change.after() != null && book.waiting().need(change)) {
            // Without it they cannot be here, and the other side cannot delete it because of them.
            book.forget(connection, ConflictBook.row(plan, key(change)));
        }
        boolean taken = takes(connection, change, statements);
        if (taken) {
            unseen.tellHere(connection, List.of(change), true);
            taken = attempt(connection, change, () -> taking.take(connection, change, statements, arriving(change)));
        }
        if (taken) {
            orphans.over(change);
            book.waiting().over(change);
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

    /**
     * Leaves a row under its old key, where the parent that it has got with its new one was deleted here, if what is here stays.
     *
     * @param left the deletion under its old key
     * @return false if it does not stay; nothing is done then
     */
    boolean stays(
            Connection connection,
            TargetChange change,
            TargetChange left,
            SQLException fault,
            CheckedStatements statements,
            Applied applied)
            throws SQLException {
        if (!LoadFault.isMissingParent(fault)
                || !statements.hasKey(connection, change.known())
                || takes(connection, left, statements)) {
            return false;
        }
        refused(connection, change, fault, applied);
        if (change.plan().conflicts().settles()) {
            book.tell(
                    connection,
                    change.plan(),
                    Objects.requireNonNull(change.after()).completedBy(change.known()));
        }
        return true;
    }

    /** Whether a fault may be over when both sides have heard of each other's changes. */
    static boolean mayPass(TargetChange change, SQLException fault) {
        return LoadFault.isMissingParent(fault)
                || LoadFault.isReferenced(fault) && change.plan().conflicts().settles();
    }

    /** Whether what updates refer to is yet to come, and may be missing until then. */
    boolean areAheadOfTheirParents(List<TargetChange> run) {
        return run.stream().allMatch(Objects.requireNonNull(places)::bringsParentOf);
    }

    /** Call before changes are made: what foreign keys do with them here may be other than what they did at the other side. */
    void cascade(Connection connection, List<TargetChange> run) throws SQLException {
        if (run.get(0).before() != null) {
            unseen.tellHere(connection, run, false);
        }
    }

    /** Whether a change is written where the row here is not as it expects. */
    boolean takes(Connection connection, TargetChange change, CheckedStatements statements) throws SQLException {
        TablePlan plan = change.plan();
        return ConflictDecision.takes(
                plan.conflicts(), arriving(change), states.here(connection, statements, plan, key(change)));
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
                && takes(connection, left, statements);
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
            if (LoadFault.isMissingParent(e) && change.settles()) {
                parents.ask(connection, change);
                return cycles.close(connection, change, Objects.requireNonNull(places));
            }
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
            unseen.tellThere(connection, change);
        }
        log.debug(
                "pipeline {}: conflict about {} {}: what arrived is {}",
                pipeline,
                change.plan().targetName(),
                RowConditions.keyText(change.plan(), change.known()),
                taken ? "taken" : "left");
    }

    private RowState arriving(TargetChange change) {
        return states.arriving(change, Objects.requireNonNull(places));
    }

    private static Row key(TargetChange change) {
        return change.known();
    }
}
