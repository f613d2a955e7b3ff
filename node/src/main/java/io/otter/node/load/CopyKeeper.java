package io.otter.node.load;

import io.otter.database.TableName;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.ResyncTable;
import io.otter.node.batch.CopiedTable;
import io.otter.node.batch.CopyStep;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Keeps at one target how far resyncs are there. Stateless but for its names. */
final class CopyKeeper {
    private static final int ROWS_PER_DELETE = 5_000;

    private final String pipeline;
    private final long pipelineId;

    CopyKeeper(String pipeline, long pipelineId) {
        this.pipeline = pipeline;
        this.pipelineId = pipelineId;
    }

    List<CopiedTable> read(Connection connection) throws SQLException {
        return new ResyncTable(connection, pipelineId)
                .entries().stream()
                        .map(entry -> new CopiedTable(
                                entry.runId(),
                                entry.schema(),
                                entry.table(),
                                entry.done(),
                                entry.place(),
                                entry.rows()))
                        .toList();
    }

    /** Before the first step of a table is written. Commits if it has to make the table. */
    void prepare(Connection connection, CopyStep step) throws SQLException {
        new ControlTables(pipeline).ensure(connection, ControlTable.RESYNC);
        new ResyncTable(connection, pipelineId).removeBefore(step.runId());
    }

    /** Deletes some rows of a table that is to be empty. @return whether there may be more */
    boolean emptySome(Connection connection, TableName table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Children that a foreign key binds to these rows are copied anew, or stay as they are at the source.
            statement.execute("SET SESSION foreign_key_checks = 0");
            try {
                return statement.executeUpdate("DELETE FROM " + table.quoted() + " LIMIT " + ROWS_PER_DELETE)
                        == ROWS_PER_DELETE;
            } finally {
                statement.execute("SET SESSION foreign_key_checks = 1");
            }
        }
    }

    /** Within the transaction that moves the checkpoint. */
    void write(Connection connection, CopyStep step) throws SQLException {
        ResyncTable kept = new ResyncTable(connection, pipelineId);
        if (step.kind() == CopyStep.Kind.ANEW) {
            kept.remove(step.runId(), step.schema(), step.table());
            return;
        }
        CopiedTable copied = step.copied();
        kept.put(new ResyncTable.Entry(
                copied.runId(), copied.schema(), copied.table(), copied.done(), copied.place(), copied.rows()));
    }
}
