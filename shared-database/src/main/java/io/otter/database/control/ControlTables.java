package io.otter.database.control;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.database.DatabaseFault;
import io.otter.database.SqlNames;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Has the control tables be there as {@link ControlScript} defines them. One that is complete needs no more than the
 * privilege to read it, so that a DBA can make them for a user who may not. Thread-safe.
 */
public final class ControlTables {
    private static final int NO_SUCH_DATABASE = 1049;
    private static final int NO_SUCH_COLUMN = 1054;
    private static final int DUPLICATE_COLUMN = 1060;

    private final String pipeline;
    private final String side;
    private final ControlScript script = new ControlScript();

    /** Those of a target. @param pipeline whose errors name it */
    public ControlTables(String pipeline) {
        this(pipeline, "target");
    }

    /** @param side of the pipeline that has the tables, as errors name it */
    public ControlTables(String pipeline, String side) {
        this.pipeline = pipeline;
        this.side = side;
    }

    /**
     * Makes the tables that are missing and gives those of an earlier version the columns that they lack; their rows stay.
     * Making something commits.
     *
     * @throws OtterException with DATABASE_PRIVILEGE if something is missing and cannot be made
     */
    public void ensure(Connection connection, ControlTable... tables) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (ControlTable table : tables) {
                ensure(statement, table);
            }
        }
    }

    private void ensure(Statement statement, ControlTable table) throws SQLException {
        Map<String, String> columns = script.columns(table);
        String names = columns.keySet().stream().map(SqlNames::quote).collect(Collectors.joining(", "));
        try {
            statement
                    .executeQuery("SELECT " + names + " FROM " + table.quoted() + " LIMIT 0")
                    .close();
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                create(statement, table);
            } else if (e.getErrorCode() == NO_SUCH_COLUMN) {
                addColumns(statement, table, columns);
            } else {
                throw e;
            }
        }
    }

    private void create(Statement statement, ControlTable table) {
        try {
            try {
                statement.execute(script.create(table));
            } catch (SQLException e) {
                if (e.getErrorCode() != NO_SUCH_DATABASE) {
                    throw e;
                }
                statement.execute(script.createSchema());
                statement.execute(script.create(table));
            }
        } catch (SQLException e) {
            throw refused(
                    table + " is missing at the " + side + " and cannot be created (" + e.getMessage() + "): load "
                            + ControlScript.FILE + " there.",
                    e);
        }
    }

    private void addColumns(Statement statement, ControlTable table, Map<String, String> columns) throws SQLException {
        List<String> present = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SHOW COLUMNS FROM " + table.quoted())) {
            while (rows.next()) {
                present.add(rows.getString(1).toUpperCase(Locale.ROOT));
            }
        }
        List<String> missing = columns.entrySet().stream()
                .filter(column -> !present.contains(column.getKey()))
                .map(column -> "ADD COLUMN " + SqlNames.quote(column.getKey()) + " " + column.getValue())
                .toList();
        String alter = "ALTER TABLE " + table.quoted() + " ";
        for (String column : missing) {
            try {
                statement.execute(alter + column);
            } catch (SQLException e) {
                // Another pipeline to this target has been faster.
                if (e.getErrorCode() != DUPLICATE_COLUMN) {
                    throw refused(
                            table + " is of an earlier version at the " + side + " and cannot be changed ("
                                    + e.getMessage() + "): run there " + alter + String.join(", ", missing) + ";",
                            e);
                }
            }
        }
    }

    private OtterException refused(String what, SQLException cause) {
        return new OtterException(ErrorCode.DATABASE_PRIVILEGE, "pipeline " + pipeline + ": " + what, cause);
    }
}
