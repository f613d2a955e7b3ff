package io.otter.node.ddl;

import io.otter.common.json.Json;
import io.otter.common.position.BinlogPosition;
import io.otter.database.control.CheckpointTable;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.DdlJournalTable;
import io.otter.node.batch.FencedException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The pipeline's DDL that is under way at a target: the row is committed before the statement runs and goes away in the
 * transaction that moves the checkpoint past it. Stateless but for its names.
 */
final class DdlJournal {
    private final String pipeline;
    private final long pipelineId;
    private final Clock clock;
    private final ControlTables tables;

    DdlJournal(String pipeline, long pipelineId, Clock clock) {
        this.pipeline = pipeline;
        this.pipelineId = pipelineId;
        this.clock = clock;
        tables = new ControlTables(pipeline);
    }

    /**
     * A step that was started.
     *
     * @param steps all steps of the statement
     * @param step index of the step that was started
     * @param definitions of its tables before it ran, by quoted name
     */
    record Intent(List<DdlStep> steps, int step, Map<String, String> definitions) {
        Intent {
            steps = List.copyOf(steps);
        }
    }

    /** Makes the tables if they are missing; commits then. */
    void ensureTables(Connection connection) throws SQLException {
        tables.ensure(connection, ControlTable.DDL, ControlTable.SHADOW);
    }

    /** What was started of the statement whose transaction ends at {@code end}. */
    Optional<Intent> find(Connection connection, BinlogPosition end, String sql) throws SQLException {
        return table(connection)
                .find()
                .filter(entry -> sql.equals(entry.statement()) && entry.end().to(end) == BinlogPosition.Relation.SAME)
                .map(entry -> new Intent(
                        read(entry.steps(), Steps.class).steps(),
                        entry.step(),
                        read(entry.definitions(), Defined.class).definitions()));
    }

    /**
     * Records that a step starts now, replacing the previous record; commits.
     *
     * @throws FencedException if the target now belongs to another epoch
     */
    void begin(Connection connection, long epoch, BinlogPosition end, String sql, Intent intent) throws SQLException {
        OptionalLong owner = new CheckpointTable(connection, pipelineId).epochForUpdate();
        if (!owner.equals(OptionalLong.of(epoch))) {
            throw new FencedException(
                    "pipeline " + pipeline + ": epoch " + epoch + " no longer owns the target.", epoch);
        }
        DdlJournalTable.Entry entry = new DdlJournalTable.Entry(
                end, sql, write(new Steps(intent.steps())), intent.step(), write(new Defined(intent.definitions())));
        table(connection).replace(entry, clock.millis());
        connection.commit();
    }

    /** Deletes the record, within the caller's transaction. */
    void end(Connection connection) throws SQLException {
        table(connection).delete();
    }

    private DdlJournalTable table(Connection connection) {
        return new DdlJournalTable(connection, pipelineId);
    }

    private static String write(Object document) {
        return new String(Json.write(document), StandardCharsets.UTF_8);
    }

    private static <T> T read(String json, Class<T> type) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    private record Steps(List<DdlStep> steps) {}

    private record Defined(Map<String, String> definitions) {}
}
