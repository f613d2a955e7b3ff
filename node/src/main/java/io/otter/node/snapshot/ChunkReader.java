package io.otter.node.snapshot;

import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.WatermarkTable;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.node.extract.SourceTable;
import io.otter.node.extract.TypedRows;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads chunks of tables and writes the marks between them, over one connection. One thread at a time. */
public final class ChunkReader implements AutoCloseable {
    /** More are left for the next chunk, however many rows were asked for. */
    private static final long MOST_BYTES = 4L << 20;

    private static final int KEYS_PER_QUERY = 200;

    private static final int COUNT_SECONDS = 3;
    private static final Set<String> NUMBERS = Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal");

    private final String pipeline;
    private final long pipelineId;
    private final int number;
    private final ReadSession session;
    private @Nullable Connection marked;

    /** @param number of the reader, unique in the pipeline */
    public ChunkReader(
            String pipeline, long pipelineId, int number, DataMediaSource source, DatabaseConnector connector) {
        this.pipeline = pipeline;
        this.pipelineId = pipelineId;
        this.number = number;
        session = new ReadSession(pipeline, source, connector);
    }

    /** The table was changed between two looks at it. */
    public static final class ChangedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The table as it is now; empty when there is none. Its key may be empty. */
    public Optional<CopySource> table(TableName name) throws SQLException, ChangedException {
        Connection open = session.open();
        SourceTable.Version version = SourceTable.Version.of(open, name);
        Optional<TableMeta> meta = new TableCatalog().find(open, name.schema(), name.table());
        if (meta.isEmpty()) {
            return Optional.empty();
        }
        TableSchema schema = TypedRows.schema(meta.get()).orElseThrow(ChangedException::new);
        return Optional.of(
                new CopySource(schema, version, meta.get().identityIndex().orElse("")));
    }

    /** Of a key that begins with a number; null for others and for an empty table. */
    @Nullable
    KeyRange range(CopySource table) throws SQLException {
        List<Column> key = table.key();
        if (key.isEmpty() || !NUMBERS.contains(key.get(0).dataType())) {
            return null;
        }
        String column = SqlNames.quote(key.get(0).name());
        try (Statement statement = session.open().createStatement();
                ResultSet row = statement.executeQuery("SELECT MIN(" + column + "), MAX(" + column + ") FROM "
                        + table.name().quoted())) {
            row.next();
            BigDecimal first = row.getBigDecimal(1);
            BigDecimal last = row.getBigDecimal(2);
            return first == null || last == null ? null : new KeyRange(first, last);
        }
    }

    /** How many rows there are to be read; empty if it takes the server long to count them. */
    OptionalLong count(CopySource table, String where) throws SQLException {
        try (Statement statement = session.open().createStatement()) {
            statement.setQueryTimeout(COUNT_SECONDS);
            try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM "
                    + table.name().quoted() + (where.isEmpty() ? "" : " WHERE (" + where + ")"))) {
                row.next();
                return OptionalLong.of(row.getLong(1));
            }
        } catch (SQLTimeoutException e) {
            return OptionalLong.empty();
        }
    }

    /** How many statements the server runs now, this one included. */
    int statementsRunning() throws SQLException {
        try (Statement statement = session.open().createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Threads_running'")) {
            return row.next() ? row.getInt(2) : 0;
        }
    }

    /** Writes a mark; all that was logged before can be read afterwards. */
    public void mark(String token, long nowMillis) throws SQLException {
        Connection open = session.open();
        if (open != marked) {
            new ControlTables(pipeline, "source").ensure(open, ControlTable.WATERMARK);
            marked = open;
        }
        new WatermarkTable(open).mark(pipelineId, number, token, nowMillis);
    }

    /**
     * The rows after a place, of which none is older than the log before the last mark.
     *
     * @throws ChangedException if the table is no longer as it was described
     */
    Chunk read(CopySource table, @Nullable Place from, String where, int limit) throws SQLException, ChangedException {
        return session.unchanged(table, open -> {
            String sql = table.query(from, null, where, limit) + session.lock(open);
            return query(open, table, sql, bound(from, null), limit);
        });
    }

    /** The rows after a place up to another, as they are committed. @throws ChangedException likewise */
    public Chunk range(CopySource table, @Nullable Place from, @Nullable Place to, String where, int limit)
            throws SQLException, ChangedException {
        return session.unchanged(
                table, open -> query(open, table, table.query(from, to, where, limit), bound(from, to), limit));
    }

    /** What the rows after a place up to another add up to. @param digest of a row. @throws ChangedException likewise */
    public RangeSum sum(CopySource table, String digest, @Nullable Place from, @Nullable Place to, String where)
            throws SQLException, ChangedException {
        return session.unchanged(table, open -> {
            try (PreparedStatement statement = open.prepareStatement(table.sum(digest, from, to, where))) {
                bind(statement, bound(from, to));
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    return new RangeSum(result.getLong(1), result.getBigDecimal(2));
                }
            }
        });
    }

    /** The key of the row with this number after a place; empty if there are less. @throws ChangedException likewise */
    public Optional<Place> last(CopySource table, @Nullable Place from, @Nullable Place to, String where, long number)
            throws SQLException, ChangedException {
        CopySource keys = table.keyOnly();
        return session.unchanged(table, open -> {
            try (PreparedStatement statement = open.prepareStatement(keys.last(from, to, where, number))) {
                bind(statement, bound(from, to));
                try (ResultSet result = statement.executeQuery()) {
                    return result.next()
                            ? Optional.of(
                                    Place.of(keys.schema(), key(keys, TypedRows.row(result, keys.schema()), result)))
                            : Optional.<Place>empty();
                }
            }
        });
    }

    /**
     * Rows by the values of some columns, none of them older than the log before the last mark.
     *
     * @param columns indexes of the columns
     * @throws ChangedException likewise
     */
    public List<Row> find(CopySource table, List<Integer> columns, List<List<Object>> keys)
            throws SQLException, ChangedException {
        return session.unchanged(table, open -> {
            List<Row> rows = new ArrayList<>(keys.size());
            for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
                List<List<Object>> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUERY));
                try (PreparedStatement statement =
                        open.prepareStatement(table.find(columns, some.size()) + session.lock(open))) {
                    bind(statement, some.stream().flatMap(List::stream).toList());
                    try (ResultSet result = statement.executeQuery()) {
                        while (result.next()) {
                            rows.add(TypedRows.row(result, table.schema()));
                        }
                    }
                }
            }
            return rows;
        });
    }

    private static List<Object> bound(@Nullable Place from, @Nullable Place to) {
        List<Object> bound = new ArrayList<>();
        if (from != null) {
            bound.addAll(CopySource.bound(from));
        }
        if (to != null) {
            bound.addAll(CopySource.bound(to));
        }
        return bound;
    }

    private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
        int index = 1;
        for (Object value : values) {
            if (value instanceof Float real) {
                statement.setDouble(index++, real.doubleValue()); // a FLOAT column compares as a DOUBLE
            } else if (value instanceof BigInteger number) {
                statement.setBigDecimal(index++, new BigDecimal(number));
            } else {
                statement.setObject(index++, value);
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private Chunk query(Connection open, CopySource table, String sql, List<Object> bound, int limit)
            throws SQLException {
        List<Row> rows = new ArrayList<>();
        long bytes = 0;
        boolean full = false;
        List<Object> last = List.of();
        try (PreparedStatement statement =
                open.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            statement.setFetchSize(session.fetchSize());
            bind(statement, bound);
            try (ResultSet result = statement.executeQuery()) {
                while (!full && result.next()) {
                    Row row = TypedRows.row(result, table.schema());
                    rows.add(row);
                    bytes += row.bytes();
                    full = bytes >= MOST_BYTES;
                    if (full || rows.size() == limit) {
                        last = key(table, row, result);
                    }
                }
            }
        }
        boolean end = !full && rows.size() < limit;
        return new Chunk(
                table,
                rows,
                List.of(),
                bytes,
                end ? "" : Place.of(table.schema(), last).text(),
                end);
    }

    private static List<Object> key(CopySource table, Row row, ResultSet result) throws SQLException {
        List<Object> key = new ArrayList<>();
        int extra = table.schema().columns().size();
        for (int index : table.schema().primaryKey()) {
            if (CopySource.sortsByNumber(table.schema().columns().get(index))) {
                extra++;
                key.add(result.getBigDecimal(extra));
            } else {
                Object value = row.get(index);
                if (value == null) {
                    throw new IllegalStateException(table.name() + " has a key with a NULL");
                }
                key.add(value);
            }
        }
        return key;
    }
}
