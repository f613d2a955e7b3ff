package io.otter.node.extract;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.BriefSession;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.SqlNames;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.node.extract.SourceRows.LookAgainException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection for look-ups, opened when it is needed. One thread at a time. */
final class RowReader implements AutoCloseable {
    static final int KEYS_PER_QUERY = 500;

    private static final Logger log = LoggerFactory.getLogger(RowReader.class);
    /** Unknown column, no such table, lock wait, deadlock. */
    private static final Set<Integer> LOOK_AGAIN = Set.of(1054, 1146, 1205, 1213);

    private final DataMediaSource source;
    private final DatabaseConnector connector;
    private @Nullable Connection connection;
    private long usedNanos = System.nanoTime();

    RowReader(DataMediaSource source, DatabaseConnector connector) {
        this.source = source;
        this.connector = connector;
    }

    interface Query<T> {
        T on(Connection connection) throws SQLException;
    }

    /** @throws LookAgainException if the table's definition has changed, or the rows stay locked */
    List<Row> find(SourceTable table, List<List<Object>> keys) {
        return run(open -> {
            List<Row> rows = new ArrayList<>(keys.size());
            // Until the transaction ends no DDL can change the table, so the definition checked last held all the time.
            open.setAutoCommit(false);
            try {
                for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
                    List<List<Object>> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUERY));
                    rows.addAll(query(open, table.schema(), some));
                }
                requireUnchanged(open, table);
            } catch (SQLException | NumberFormatException e) {
                // Values of a column that has got another type cannot be read as those of the former one.
                requireUnchanged(open, table);
                throw e;
            } finally {
                open.rollback();
                open.setAutoCommit(true);
            }
            return rows;
        });
    }

    <T> T run(Query<T> query) {
        if (System.nanoTime() - usedNanos > BriefSession.USABLE.toNanos()) {
            close();
        }
        try {
            Connection open = connection;
            if (open == null) {
                open = connector.open(source, Purpose.LOOKUP);
                connection = open;
                BriefSession.prepare(open);
            }
            T answer = query.on(open);
            usedNanos = System.nanoTime();
            return answer;
        } catch (SQLException e) {
            if (LOOK_AGAIN.contains(e.getErrorCode())) {
                throw new LookAgainException(String.valueOf(e.getMessage()));
            }
            close();
            throw new OtterException(
                    DatabaseFault.codeOf(e).orElse(ErrorCode.INTERNAL),
                    "look-up in source " + source.name() + " failed: " + e.getMessage() + ".",
                    e);
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.debug("closing a connection to {}: {}", source.name(), e.getMessage());
            }
        }
    }

    private static void requireUnchanged(Connection open, SourceTable table) throws SQLException {
        if (!SourceTable.Version.of(open, table.name()).equals(table.version())) {
            throw new LookAgainException(table.name() + " was changed between two looks at it");
        }
    }

    private static List<Row> query(Connection open, TableSchema table, List<List<Object>> keys) throws SQLException {
        StringJoiner key = new StringJoiner(" AND ", "(", ")");
        table.primaryKey()
                .forEach(index ->
                        key.add(SqlNames.quote(table.columns().get(index).name()) + " = ?"));
        String sql = "SELECT " + TypedRows.columns(table) + " FROM " + SqlNames.quote(table.schema(), table.table())
                + " WHERE "
                + String.join(" OR ", Collections.nCopies(keys.size(), key.toString()))
                // A transaction reaches the log a moment before other sessions see it; until then its rows are locked.
                + " LOCK IN SHARE MODE";
        List<Row> rows = new ArrayList<>(keys.size());
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            int index = 1;
            for (List<Object> values : keys) {
                for (Object value : values) {
                    // A FLOAT column compares as a DOUBLE.
                    statement.setObject(index++, value instanceof Float real ? real.doubleValue() : value);
                }
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(TypedRows.row(result, table));
                }
            }
        }
        return rows;
    }
}
