package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlDoubt;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.database.SqlNames;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.FencedException;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.PlainSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies DDL at one target. DDL commits implicitly, so it cannot share a transaction with the checkpoint. The steps to
 * run, and the definitions of their tables beforehand, are therefore committed to a journal first; after a crash they
 * are compared with the current definitions to tell whether a step ran. The transaction that moves the checkpoint
 * removes the journal entry. One thread at a time.
 */
public final class DdlApplier {
    private static final Logger log = LoggerFactory.getLogger(DdlApplier.class);
    /** Table exists, duplicate column, duplicate key name, cannot drop: does not exist. */
    private static final Set<Integer> THERE_ALREADY = Set.of(1050, 1060, 1061, 1091);

    /** Rows are tried again when a table is in use; DDL has to get its turn. */
    private static final String PATIENCE_SECONDS = "86400";

    private final PipelineConfig pipeline;
    private final Predicate<SQLException> isTransient;
    private final CrashPoint crashPoint;
    private final StatementPlanner planner;
    private final DdlDecisions decisions;
    private final DdlJournal journal;
    private final DdlLock lock;
    private @Nullable AwaitedCommit awaitedCommit;
    /** Outlives the connection, which may be lost while an operator decides. */
    private @Nullable Decision decision;

    /**
     * @param targetId the data media source that it applies to
     * @param isTransient which faults the caller tries again
     */
    public DdlApplier(
            ChannelConfig channel,
            PipelineConfig pipeline,
            long targetId,
            Predicate<SQLException> isTransient,
            Operator operator,
            CrashPoint crashPoint,
            Clock clock) {
        this.pipeline = pipeline;
        this.isTransient = isTransient;
        this.crashPoint = crashPoint;
        planner = new StatementPlanner(pipeline, targetId);
        decisions = new DdlDecisions(channel, pipeline, targetId, operator, clock);
        journal = new DdlJournal(pipeline.name(), pipeline.id(), clock);
        lock = new DdlLock(pipeline.name(), pipeline.id());
    }

    /** The lock that a connection holds at the target while it runs a pipeline's DDL. */
    public static String lockOf(long pipelineId) {
        return DdlLock.nameOf(pipelineId);
    }

    /**
     * Applies the statement at the target, unless a policy or an operator says otherwise; {@link #conclude} and
     * {@link #settled} must follow. After a fault it can be called again, also on another connection.
     *
     * @param open without uncommitted changes
     * @param end end of the statement's transaction in the source's log
     * @throws SQLException for a fault that {@code isTransient}
     * @throws FencedException if the target belongs to another epoch
     */
    public void apply(Connection open, long epoch, SelectedChange change, DdlChange ddl, BinlogPosition end)
            throws SQLException, InterruptedException {
        if (!StatementPlanner.isPlanned(ddl)) {
            return;
        }
        journal.ensureTables(open);
        DdlPlan plan = planner.plan(open, ddl, change.pairIds());
        Optional<DdlJournal.Intent> begun = journal.find(open, end, ddl.sql());
        if (begun.isPresent() || !plan.isWithoutEffect()) {
            List<DdlStep> steps = begun.isPresent() ? begun.get().steps() : decisions.about(plan, ddl, end);
            run(open, epoch, ddl, end, steps);
        }
        awaitedCommit = new AwaitedCommit(plan.shadow(), ddl);
    }

    /** Adds what the last statement leaves behind, if anything, to the open transaction that commits its checkpoint. */
    public void conclude(Connection open) throws SQLException {
        AwaitedCommit present = awaitedCommit;
        if (present != null) {
            journal.end(open);
            new Shadows(open, pipeline.id()).note(present.shadow(), present.ddl());
        }
    }

    /** Call once the checkpoint is past the last statement. */
    public void settled() {
        if (awaitedCommit == null) {
            return;
        }
        awaitedCommit = null;
        crashPoint.pass("ddl-after-commit");
        decisions.settled();
    }

    private void run(Connection open, long epoch, DdlChange ddl, BinlogPosition end, List<DdlStep> decided)
            throws SQLException, InterruptedException {
        while (true) {
            lock.take(open);
            Optional<Refusal> refusal;
            try {
                refusal = runLocked(open, epoch, ddl, end, decided);
            } finally {
                release(open);
            }
            if (refusal.isEmpty()) {
                return;
            }
            open.rollback();
            List<DdlStep> left = refusal.get().left();
            List<DdlStep> steps = decisions.ask(left, ddl, end, refusal.get().reason());
            decision = new Decision(end, steps);
        }
    }

    /** @return why the remaining steps need a decision; empty when all have run */
    private Optional<Refusal> runLocked(
            Connection open, long epoch, DdlChange ddl, BinlogPosition end, List<DdlStep> decided) throws SQLException {
        Decision made = decision;
        if (made != null && made.end().equals(end)) {
            // None of these has started. What had started before the question is covered by the decision.
            journal.begin(
                    open,
                    epoch,
                    end,
                    ddl.sql(),
                    new DdlJournal.Intent(made.steps(), made.steps().size(), Map.of()));
        }
        decision = null;
        List<DdlStep> left = new ArrayList<>(made == null ? decided : made.steps());
        Optional<DdlJournal.Intent> begun = journal.find(open, end, ddl.sql());
        if (begun.isPresent() && begun.get().step() < begun.get().steps().size()) {
            DdlStep step = begun.get().steps().get(begun.get().step());
            left = new ArrayList<>(begun.get()
                    .steps()
                    .subList(begun.get().step() + 1, begun.get().steps().size()));
            Optional<List<DdlStep>> rest =
                    step.rest(begun.get().definitions(), TargetDefinitions.of(open, step.tables()));
            if (rest.isEmpty()) {
                left.add(0, step);
                return Optional.of(new Refusal(left, DdlDoubt.STARTED.say()));
            }
            log.info(
                    "pipeline {}: this DDL was started before the last stop and {}: {}",
                    pipeline.name(),
                    rest.get().isEmpty() ? "has run" : "is continued",
                    step.sql());
            left.addAll(0, rest.get());
        }
        for (int i = 0; i < left.size(); i++) {
            DdlStep step = left.get(i);
            Map<String, String> before = TargetDefinitions.of(open, step.tables());
            journal.begin(open, epoch, end, ddl.sql(), new DdlJournal.Intent(left, i, before));
            crashPoint.pass("ddl-before-run");
            try {
                execute(open, step);
            } catch (SQLException e) {
                if (isTransient.test(e)) {
                    throw e;
                }
                if (!step.shared() || !THERE_ALREADY.contains(e.getErrorCode())) {
                    return Optional.of(new Refusal(
                            left.subList(i, left.size()),
                            DdlDoubt.REFUSED.say(step.sql(), String.valueOf(e.getMessage()), e.getErrorCode())));
                }
                log.info(
                        "pipeline {}: another source table's DDL has already done this: {}",
                        pipeline.name(),
                        step.sql());
            }
            crashPoint.pass("ddl-after-run");
        }
        return Optional.empty();
    }

    private void execute(Connection open, DdlStep step) throws SQLException {
        int timeoutMillis = open.getNetworkTimeout();
        Executor direct = Runnable::run;
        try (Statement statement = open.createStatement()) {
            // Rebuilding a large table may take hours.
            open.setNetworkTimeout(direct, 0);
            // Within a transaction MariaDB's EXCHANGE PARTITION waits for the locks of its own look at the rows.
            open.setAutoCommit(true);
            if (!step.schema().isEmpty()) {
                statement.execute("USE " + SqlNames.quote(step.schema()));
            }
            log.info("pipeline {}: DDL: {}", pipeline.name(), step.sql());
            try (TargetSession session = new TargetSession(pipeline.name(), open)) {
                Map<String, String> variables = new LinkedHashMap<>(step.session());
                variables.put(TargetSession.LOCK_WAIT, PATIENCE_SECONDS);
                session.set(variables, step.sql());
                statement.execute(PlainSql.spelled(step.sql(), step.session()));
            }
        } finally {
            if (!open.isClosed()) {
                open.setAutoCommit(false);
                open.setNetworkTimeout(direct, timeoutMillis);
            }
        }
    }

    /** A lost connection has lost its lock, too. */
    private void release(Connection open) {
        try {
            lock.release(open);
        } catch (SQLException e) {
            log.debug("pipeline {}: releasing the lock: {}", pipeline.name(), e.getMessage());
        }
    }

    private record AwaitedCommit(DdlPlan.ShadowNote shadow, DdlChange ddl) {}

    private record Decision(BinlogPosition end, List<DdlStep> steps) {}

    /** @param left the steps that have not run, the refused one first */
    private record Refusal(List<DdlStep> left, String reason) {}
}
