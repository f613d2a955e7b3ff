package io.otter.node.deadletter;

import io.otter.common.model.ConflictRule;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.PipelineConfig;
import io.otter.database.BriefSession;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.TableName;
import io.otter.database.control.AnswerTable;
import io.otter.database.control.ConflictTable;
import io.otter.database.control.ConflictTable.Question;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.TombstoneTable;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.node.conflict.RowImage;
import io.otter.node.extract.PresentState;
import io.otter.node.load.Conflict;
import io.otter.node.load.ConflictBook;
import io.otter.node.load.ToldRow;
import io.otter.node.load.WaitingRows;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps conflicts in {@code retl.retl_conflict} at the target, and tells the other side by {@code retl.retl_answer} what became of
 * the rows. An answer is read before it is written, so it may be old, but never runs ahead of the log: what is old by then is
 * answered again. Thread-safe.
 */
public final class KeptConflicts implements ConflictBook {
    private static final int MOST_ANSWERS = 1_000;

    private final PipelineConfig pipeline;
    private final DataMediaSource target;
    private final DatabaseConnector connector;
    private final Runnable look;
    private final InstantSource clock;
    private final Disputes disputes;
    private final ConflictRetention retention;
    private final WaitingRows unwritten = new WaitingRows();
    private volatile boolean ready;
    private volatile boolean waiting = true;

    /** @param look called when there may soon be conflicts to ship; must not block */
    public KeptConflicts(
            PipelineConfig pipeline,
            DataMediaSource target,
            DatabaseConnector connector,
            Runnable look,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.target = target;
        this.connector = connector;
        this.look = look;
        this.clock = clock;
        disputes = new Disputes(clock);
        retention = new ConflictRetention(clock);
    }

    @Override
    public boolean holds(Connection openUnit, TablePlan plan) throws SQLException {
        ready();
        return disputes.areAbout(plan.targetName());
    }

    @Override
    public boolean isDisputed(TablePlan plan, Row key) {
        return disputes.isAbout(plan.targetName(), rowKey(plan, key));
    }

    @Override
    public void add(Connection openUnit, Conflict conflict) throws SQLException {
        ready();
        TargetChange change = conflict.change();
        TablePlan plan = change.plan();
        TableSchema source = plan.source();
        conflicts(openUnit)
                .addAnswered(new ConflictTable.Conflict(
                        plan.pairId(),
                        source.schema() + "." + source.table(),
                        plan.targetName(),
                        conflict.disputed() ? change.kind().name() : "ANSWER",
                        RowText.key(change.plan(), change.known()),
                        rowKey(plan, change.known()),
                        ShownImages.json(change, conflict.present()),
                        plan.conflicts().policy().name(),
                        conflict.taken(),
                        conflict.transactionEnd().toString(),
                        conflict.commitTimestampMillis(),
                        clock.millis(),
                        conflict.disputed()));
        look.run();
    }

    @Override
    public boolean settles(TableName table) {
        return pipeline.pairs().stream()
                .filter(pair -> pipeline.origins()
                        .conflicts(pair.id())
                        .filter(ConflictRule::settles)
                        .isPresent())
                .map(MediaPair::target)
                .anyMatch(media -> media.sourceId() == target.id()
                        && NamePattern.parse(media.schema()).matches(table.schema())
                        && NamePattern.parse(media.table()).matches(table.table()));
    }

    @Override
    public void tell(Connection openUnit, TablePlan about, List<ToldRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        ready();
        conflicts(openUnit).add(rows.stream().map(row -> toTell(about, row)).toList());
        waiting = true;
    }

    private ConflictTable.Conflict toTell(TablePlan about, ToldRow row) {
        String name = fullName(row.table());
        String rowKey = RowImage.key(row.key());
        disputes.begin(name, rowKey);
        return new ConflictTable.Conflict(
                about.pairId(),
                about.source().schema() + "." + about.source().table(),
                name,
                "",
                "",
                rowKey,
                "",
                about.conflicts().policy().name(),
                false,
                "",
                0,
                clock.millis(),
                false);
    }

    @Override
    public void buried(Connection openUnit, TablePlan plan, Map<Row, String> versions) throws SQLException {
        ready();
        Map<String, String> byHash = new LinkedHashMap<>();
        versions.forEach((row, version) -> byHash.put(hash(plan, row), version));
        new TombstoneTable(openUnit).put(byHash, clock.millis());
    }

    @Override
    public Optional<String> buried(Connection openUnit, TablePlan plan, Row key) throws SQLException {
        ready();
        return new TombstoneTable(openUnit).version(hash(plan, key));
    }

    @Override
    public void forget(Connection openUnit, ToldRow row) throws SQLException {
        ready();
        new TombstoneTable(openUnit).remove(hash(fullName(row.table()), RowImage.key(row.key())));
    }

    @Override
    public WaitingRows waiting() {
        return unwritten;
    }

    @Override
    public boolean isWaiting() {
        return (waiting || retention.isDue()) && pipeline.origins().settles();
    }

    @Override
    public void committed() throws SQLException {
        ready();
        waiting = false;
        try (Connection own = connector.open(target, Purpose.LOOKUP);
                PresentState present = new PresentState(target, connector)) {
            BriefSession.prepare(own);
            own.setAutoCommit(false);
            while (answer(own, present)) {
                own.commit();
            }
            if (retention.isDue()) {
                disputes.forgetEnded();
                retention.apply(own, conflicts(own));
            }
            own.commit();
        } catch (SQLException | RuntimeException e) {
            waiting = true;
            throw e;
        }
    }

    /** @return whether there may be more */
    private boolean answer(Connection own, PresentState present) throws SQLException {
        List<Question> questions = conflicts(own).unanswered(MOST_ANSWERS);
        Map<String, Question> rows = new LinkedHashMap<>();
        questions.forEach(question -> rows.put(hash(question.targetTable(), question.rowKey()), question));
        List<Question> left = List.copyOf(rows.values());
        while (!left.isEmpty()) {
            TableName table = name(left.get(0));
            int run = 1;
            while (run < left.size() && name(left.get(run)).equals(table)) {
                run++;
            }
            left = left.subList(answer(own, present, table, left.subList(0, run)), left.size());
        }
        conflicts(own).markAnswered(questions);
        return questions.size() == MOST_ANSWERS;
    }

    /** @return how many were answered; the others would be too many at once */
    private int answer(Connection own, PresentState present, TableName table, List<Question> questions)
            throws SQLException {
        Map<String, Optional<String>> images =
                present.images(table, questions.stream().map(Question::rowKey).toList());
        Map<String, String> hashes = new LinkedHashMap<>();
        images.keySet().forEach(key -> hashes.put(key, hash(fullName(table), key)));
        Map<String, String> deleted = new TombstoneTable(own).versions(hashes.values());
        List<AnswerTable.Answer> answers = new ArrayList<>();
        images.forEach((key, image) -> answers.add(
                new AnswerTable.Answer(fullName(table), key, image.orElse(null), deleted.get(hashes.get(key)))));
        new AnswerTable(own).add(answers, clock.millis());
        return images.size();
    }

    private static TableName name(Question question) {
        int dot = question.targetTable().indexOf('.');
        return new TableName(
                question.targetTable().substring(0, dot), question.targetTable().substring(dot + 1));
    }

    /** Makes the tables, on another connection than a unit's: DDL would commit it. */
    private void ready() throws SQLException {
        if (ready) {
            return;
        }
        synchronized (this) {
            if (ready) {
                return;
            }
            try (Connection own = connector.open(target, Purpose.PROBE)) {
                new ControlTables(pipeline.name())
                        .ensure(own, ControlTable.CONFLICT, ControlTable.ANSWER, ControlTable.TOMBSTONE);
                for (Question question : conflicts(own).since(disputes.sinceMillis(), Disputes.MOST_ROWS)) {
                    disputes.begin(question.targetTable(), question.rowKey());
                }
            }
            ready = true;
        }
    }

    private static String fullName(TableName table) {
        return table.schema() + "." + table.table();
    }

    private static String rowKey(TablePlan plan, Row row) {
        return RowImage.key(ConflictBook.key(plan, row));
    }

    private static String hash(TablePlan plan, Row row) {
        return hash(plan.targetName(), rowKey(plan, row));
    }

    private static String hash(String table, String rowKey) {
        return RowImage.hash(table, rowKey);
    }

    private ConflictTable conflicts(Connection connection) {
        return new ConflictTable(connection, pipeline.id());
    }
}
