package io.otter.node.extract;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.BriefSession;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.node.extract.SourceRows.LookAgainException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** Of a query, about. */
    private static final long QUERY_BYTES = 1 << 20;

    private static final int FIRST_LARGE_ROWS = 10;
    private static final long LARGE_BYTES = 32 << 10;
    private static final Set<String> MAY_BE_LARGE =
            Set.of("text", "mediumtext", "longtext", "blob", "mediumblob", "longblob", "json", "geometry", "vector");

    private final DataMediaSource source;
    private final DatabaseConnector connector;
    /** What rows of a table take, of those read last. */
    private final Map<TableName, Long> rowBytes = new HashMap<>();

    private @Nullable Connection connection;
    private long usedNanos = System.nanoTime();

    RowReader(DataMediaSource source, DatabaseConnector connector) {
        this.source = source;
        this.connector = connector;
    }

    interface Query<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Whether a few of its rows are as many as are good to have at once, as far as is known. */
    boolean mayBeLarge(SourceTable table) {
        Long bytes = rowBytes.get(table.name());
        return bytes == null ? hasLargeColumns(table.schema()) : bytes > LARGE_BYTES;
    }

    /**
     * Rows by their keys.
     *
     * @param looked counts them
     * @throws LookAgainException if the table's definition has changed, or the rows stay locked
     * @throws LookedUp.TooLargeException if they take more memory than may be
     */
    List<Row> find(SourceTable table, List<List<Object>> keys, LookedUp looked) {
        return run(open -> {
            List<Row> rows = new ArrayList<>(keys.size());
            // Until the transaction ends no DDL can change the table, so the definition checked last held all the time.
            open.setAutoCommit(false);
            try {
                int from = 0;
                int most = keysPerQuery(table);
                while (from < keys.size()) {
                    int to = Math.min(keys.size(), from + most);
                    List<Row> found = query(open, table, keys.subList(from, to), looked);
                    rows.addAll(found);
                    // Where none is there, there may be none further on, and the driver has one row at a time.
                    most = found.isEmpty() ? Math.min(KEYS_PER_QUERY, most * 4) : keysPerQuery(table);
                    from = to;
                }
                requireUnchanged(open, table);
            } catch (SQLException | NumberFormatException e) {
                // Values of a column that has got another type cannot be read as those of the former one.
                requireUnchanged(open, table);
                throw e;
            } finally {
                if (!open.isClosed()) {
                    open.rollback();
                    open.setAutoCommit(true);
                }
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

    private int keysPerQuery(SourceTable table) {
        Long bytes = rowBytes.get(table.name());
        if (bytes == null) {
            return hasLargeColumns(table.schema()) ? FIRST_LARGE_ROWS : KEYS_PER_QUERY;
        }
        return (int) Math.max(1, Math.min(KEYS_PER_QUERY, QUERY_BYTES / Math.max(1, bytes)));
    }

    private static boolean hasLargeColumns(TableSchema table) {
        return table.columns().stream().anyMatch(column -> MAY_BE_LARGE.contains(column.dataType()));
    }

    private List<Row> query(Connection open, SourceTable known, List<List<Object>> keys, LookedUp looked)
            throws SQLException {
        TableSchema table = known.schema();
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
        long bytes = 0;
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            if (hasLargeColumns(table)) {
                statement.setFetchSize(fetchSize(open));
            }
            int index = 1;
            for (List<Object> values : keys) {
                for (Object value : values) {
                    // A FLOAT column compares as a DOUBLE.
                    statement.setObject(index++, value instanceof Float real ? real.doubleValue() : value);
                }
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    Row row = TypedRows.row(result, table);
                    rows.add(row);
                    bytes += row.bytes();
                    looked.add(row);
                }
            }
        } finally {
            if (!rows.isEmpty()) {
                rowBytes.put(known.name(), bytes / rows.size());
            }
        }
        return rows;
    }

    /** With which the driver has one row at a time. */
    private static int fetchSize(Connection open) throws SQLException {
        boolean bySign =
                open.getMetaData().getDriverName().toLowerCase(Locale.ROOT).contains("mysql");
        return bySign ? Integer.MIN_VALUE : 1;
    }
}
