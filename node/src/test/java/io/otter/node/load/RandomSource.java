package io.otter.node.load;

import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Really runs random transactions in schema {@code src}, and returns the changes that a log would have. Keys are drawn
 * from few values, so that rows conflict on every unique key, and keys move along chains and from row to row.
 */
final class RandomSource implements AutoCloseable {
    private static final List<String> TEXTS = List.of(
            "", "a", "A", "a ", "\u00e1", "b", "B", "ss", "\u00df", "\u4e2d", "ab", "aB", "abc", "abd", "z\u0301");

    /** The tables that random transactions change, with the possible values of each column. */
    private static final List<Table> TABLES = List.of(
            table(
                    "two_keys",
                    "id INT PRIMARY KEY, u VARCHAR(8) COLLATE utf8mb4_general_ci UNIQUE, w INT UNIQUE, v INT",
                    "id:int u:text? w:int? v:any"),
            table(
                    "composite",
                    "a VARCHAR(6) COLLATE utf8mb4_unicode_ci NOT NULL, b DECIMAL(6,2) NOT NULL, u VARBINARY(4) UNIQUE,"
                            + " d DATETIME(3) UNIQUE, v INT, PRIMARY KEY (b, a), UNIQUE (v, a)",
                    "a:text b:decimal u:bytes? d:time? v:int?"),
            table("only_unique", "k DATETIME(2) NOT NULL UNIQUE, u INT NOT NULL UNIQUE, v INT", "k:time u:int v:any"),
            table("exact", "k CHAR(4) COLLATE utf8mb4_bin PRIMARY KEY, v INT, w DOUBLE UNIQUE", "k:text v:any w:real?"),
            table("prefix", "id INT PRIMARY KEY, t VARCHAR(8), UNIQUE (t(2))", "id:int t:text?"),
            table("plain", "id BIGINT PRIMARY KEY, v INT, t VARCHAR(20)", "id:int v:any t:text?"),
            table("parent", "id INT PRIMARY KEY, u INT UNIQUE, v INT", "id:int u:int? v:any"),
            table(
                    "child",
                    "id INT PRIMARY KEY, p INT, q INT, FOREIGN KEY (p) REFERENCES parent (id),"
                            + " FOREIGN KEY (q) REFERENCES parent (u)",
                    "id:int p:int? q:int?"),
            table(
                    "cascaded",
                    "id INT PRIMARY KEY, p INT, v INT,"
                            + " FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE ON UPDATE CASCADE",
                    "id:int p:int? v:any"));

    private final Random random;
    private final Connection connection;

    RandomSource(DatabaseServer server, long seed) throws SQLException {
        random = new Random(seed);
        List<String> sql = new ArrayList<>();
        for (String schema : List.of("src", "shop")) {
            sql.add("DROP DATABASE IF EXISTS " + schema);
            sql.add("CREATE DATABASE " + schema + " CHARACTER SET utf8mb4");
            sql.add("USE " + schema);
            TABLES.forEach(table -> sql.add("CREATE TABLE " + table.name() + " (" + table.definition() + ")"));
        }
        sql.add("DROP DATABASE IF EXISTS retl");
        server.execute(sql.toArray(String[]::new));
        connection = server.connect("src");
        connection.setAutoCommit(false);
    }

    static List<String> tables() {
        return TABLES.stream().map(Table::name).toList();
    }

    /** One committed transaction. */
    List<SelectedChange> transaction() throws SQLException {
        List<SelectedChange> changes = new ArrayList<>();
        int wanted = 1 + random.nextInt(random.nextInt(20) == 0 ? 40 : 5);
        for (int i = 0; i < wanted; i++) {
            Table table = TABLES.get(random.nextInt(TABLES.size()));
            try {
                change(table).ifPresent(changes::add);
            } catch (SQLIntegrityConstraintViolationException e) {
                // The failed statement changed nothing; a real application would do something else now.
            }
        }
        connection.commit();
        return changes;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Optional<SelectedChange> change(Table table) throws SQLException {
        Optional<Row> found = anyRow(table);
        int kind = random.nextInt(10);
        if (found.isEmpty() || kind < 4) {
            Row row = randomRow(table);
            return execute("INSERT INTO " + table.name() + " VALUES (" + marks(table, ", ", "?") + ")", row) == 1
                    ? Optional.of(LoadFixture.insert(
                            table.schema(), stored(table, row).orElseThrow()))
                    : Optional.empty();
        }
        Row before = found.get();
        if (kind < 6) {
            int done = execute("DELETE FROM " + table.name() + " WHERE " + marks(table, " AND ", "%s <=> ?"), before);
            return done == 1 ? Optional.of(LoadFixture.delete(table.schema(), before)) : Optional.empty();
        }
        Row after = mutated(table, before);
        int done = execute(
                "UPDATE " + table.name() + " SET " + marks(table, ", ", "%s = ?") + " WHERE "
                        + marks(table, " AND ", "%s <=> ?"),
                after,
                before);
        return done == 1
                ? Optional.of(LoadFixture.update(
                        table.schema(), before, stored(table, after).orElseThrow()))
                : Optional.empty();
    }

    /** As stored by the server: padded, rounded, truncated. */
    private Optional<Row> stored(Table table, Row row) throws SQLException {
        return query(table, " WHERE " + marks(table, " AND ", "%s <=> ?") + " LIMIT 1", row);
    }

    private Optional<Row> anyRow(Table table) throws SQLException {
        return query(table, " ORDER BY RAND(" + random.nextInt() + ") LIMIT 1");
    }

    private Optional<Row> query(Table table, String tail, Row... rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM " + table.name() + tail)) {
            bind(statement, rows);
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    return Optional.empty();
                }
                @Nullable Object[] values = new Object[table.columns().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(result, i + 1, table.columns().get(i).kind());
                }
                return Optional.of(new Row(values));
            }
        }
    }

    private static @Nullable Object value(ResultSet result, int index, String kind) throws SQLException {
        Object value = switch (kind) {
            case "int", "any" -> result.getLong(index);
            case "decimal" -> result.getBigDecimal(index);
            case "real" -> result.getDouble(index);
            case "bytes" -> result.getBytes(index);
            default -> result.getString(index);
        };
        return result.wasNull() ? null : value;
    }

    private int execute(String sql, Row... rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, rows);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Row... rows) throws SQLException {
        int index = 1;
        for (Row row : rows) {
            for (int i = 0; i < row.size(); i++) {
                statement.setObject(index++, row.get(i));
            }
        }
    }

    private static String marks(Table table, String between, String mark) {
        StringJoiner marks = new StringJoiner(between);
        table.columns().forEach(column -> marks.add(String.format(mark, column.name())));
        return marks.toString();
    }

    private Row randomRow(Table table) {
        return new Row(table.columns().stream().map(this::randomValue).toArray());
    }

    private Row mutated(Table table, Row before) {
        @Nullable Object[] values = new Object[before.size()];
        int changed = random.nextInt(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = i == changed || random.nextInt(6) == 0
                    ? randomValue(table.columns().get(i))
                    : before.get(i);
        }
        return new Row(values);
    }

    private @Nullable Object randomValue(RandomColumn column) {
        if (column.nullable() && random.nextInt(6) == 0) {
            return null;
        }
        return switch (column.kind()) {
            case "int" -> (long) random.nextInt(25);
            case "any" -> (long) random.nextInt(1_000);
            case "decimal" -> java.math.BigDecimal.valueOf(random.nextInt(12) * 50L, 2);
            case "real" -> random.nextInt(20) / 4.0;
            case "bytes" -> new byte[] {(byte) random.nextInt(4), (byte) random.nextInt(3)};
            case "time" -> String.format("2024-02-29 23:59:%02d.%d0", random.nextInt(5), random.nextInt(6));
            default -> TEXTS.get(random.nextInt(TEXTS.size()));
        };
    }

    private static Table table(String name, String definition, String columns) {
        List<RandomColumn> list = new ArrayList<>();
        List<Column> schema = new ArrayList<>();
        for (String one : columns.split(" ")) {
            String[] parts = one.split(":");
            boolean nullable = parts[1].endsWith("?");
            list.add(new RandomColumn(parts[0], parts[1].replace("?", ""), nullable));
            schema.add(new Column(parts[0], "varchar", "varchar(40)", false, true, false, "utf8mb4", null, List.of()));
        }
        return new Table(name, definition, list, new TableSchema("src", name, schema, List.of(0), List.of()));
    }

    private record Table(String name, String definition, List<RandomColumn> columns, TableSchema schema) {}

    private record RandomColumn(String name, String kind, boolean nullable) {}
}
