package io.otter.database.control;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs statements with bind variables on a connection, which it neither commits nor closes. */
record Statements(Connection connection) {
    private static final int MOST_ROWS = 500;
    /** Of one statement with several rows; servers take 1 MiB or more. */
    private static final long MOST_BYTES = 512 << 10;

    /** Makes a value of the row where a result stands. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** @return how many rows the server says it has changed */
    int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    interface Values<T> {
        @Nullable
        Object[] of(T row);
    }

    /**
     * Inserts rows, many with one statement, but as few at a time as a server takes and memory has room for.
     *
     * @param head the table, and its columns in parentheses
     */
    <T> void insert(String head, List<T> rows, Values<T> values) throws SQLException {
        List<@Nullable Object> bound = new ArrayList<>();
        int some = 0;
        long bytes = 0;
        for (T row : rows) {
            @Nullable Object[] next = values.of(row);
            long more = bytes(next);
            if (some == MOST_ROWS || some > 0 && bytes + more > MOST_BYTES) {
                insert(head, some, bound);
                bound.clear();
                some = 0;
                bytes = 0;
            }
            Collections.addAll(bound, next);
            some++;
            bytes += more;
        }
        if (some > 0) {
            insert(head, some, bound);
        }
    }

    private void insert(String head, int rows, List<@Nullable Object> values) throws SQLException {
        String one = "(?" + ", ?".repeat(values.size() / rows - 1) + ")";
        update("INSERT INTO " + head + " VALUES " + one + (", " + one).repeat(rows - 1), values.toArray());
    }

    private static long bytes(@Nullable Object[] values) {
        long bytes = 0;
        for (Object value : values) {
            bytes += value instanceof String text ? 3L * text.length() : Long.BYTES;
        }
        return bytes;
    }

    <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                all.add(reader.read(row));
            }
        }
        return all;
    }

    /** Empty when there is no row. */
    <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object[] values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            try (statement) {
                throw e;
            }
        }
    }
}
