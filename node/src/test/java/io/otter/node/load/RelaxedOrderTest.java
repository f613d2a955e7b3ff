package io.otter.node.load;

import static io.otter.node.load.LoadFixture.delete;
import static io.otter.node.load.LoadFixture.heavyInsert;
import static io.otter.node.load.LoadFixture.insert;
import static io.otter.node.load.LoadFixture.row;
import static io.otter.node.load.LoadFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables that are committed on their own. */
@Tag("servers")
@ExtendWith(SharedServers.class)
class RelaxedOrderTest {
    private static final List<String> TABLES = List.of("plain", "named", "uniq", "parent", "child", "keyless");
    private static final Map<String, TableSchema> SCHEMAS = new ConcurrentHashMap<>();
    private static DatabaseServer target;

    @BeforeAll
    static void startServer(ServerPool servers) {
        target = servers.take("mysql-8.0");
    }

    @AfterAll
    static void stopServer() {
        target.close();
    }

    @BeforeEach
    void makeTables() {
        target.execute(
                "DROP DATABASE IF EXISTS retl",
                "DROP DATABASE IF EXISTS shop",
                "CREATE DATABASE shop",
                "CREATE TABLE shop.plain (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE shop.named (id VARCHAR(20) PRIMARY KEY, v INT)",
                "CREATE TABLE shop.uniq (id INT PRIMARY KEY, v INT UNIQUE)",
                "CREATE TABLE shop.parent (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE shop.child (id INT PRIMARY KEY, v INT, FOREIGN KEY (id) REFERENCES shop.parent (id))",
                "CREATE TABLE shop.keyless (id INT, v INT)",
                "CREATE TABLE shop.late (id INT PRIMARY KEY, v INT)");
    }

    @Test
    void everyTableEndsAsTheSourceThoughConnectionsAreKilled() throws SQLException {
        long seed = Seed.of(RelaxedOrderTest.class);
        Random random = new Random(seed);
        Map<String, Map<Long, Long>> rows = new TreeMap<>();
        TABLES.forEach(table -> rows.put(table, new TreeMap<>()));
        try (LoadFixture load = new LoadFixture(target, target.port(), LoadFixture.relaxed(), DeadLetters.STOP, 1)) {
            for (int batch = 1; batch <= 60; batch++) {
                List<List<SelectedChange>> transactions = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    transactions.add(transaction(rows, random));
                }
                load.push(transactions);
                if (batch % 10 == 0) {
                    killOne(random);
                }
            }
            load.await("load");
            assertThat(load.failed).isEmpty();
        }
        for (String table : TABLES) {
            String wanted = text(rows.getOrDefault(table, Map.of()));
            assertThat(select("SELECT id, v FROM shop." + table + " ORDER BY id + 0"))
                    .as(table)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void lighterTablesAreThereBeforeHeavierOnes() {
        // What a row of the heavier table sees of the lighter one, which comes later in the source transaction.
        target.execute("CREATE TRIGGER shop.look BEFORE INSERT ON shop.late FOR EACH ROW"
                + " SET NEW.v = (SELECT COUNT(*) FROM shop.plain)");
        List<SelectedChange> changes = new ArrayList<>();
        for (long i = 1; i <= 600; i++) {
            changes.add(heavyInsert(table("late"), row(i, 0L)));
        }
        for (long i = 1; i <= 600; i++) {
            changes.add(insert(table("plain"), row(i, 0L)));
        }
        try (LoadFixture load = new LoadFixture(target, target.port(), LoadFixture.relaxed(), DeadLetters.STOP, 1)) {
            load.push(List.of(changes));
            load.await("load");
            assertThat(load.failed).isEmpty();
        }
        assertThat(select("SELECT COUNT(*), MIN(v) FROM shop.late")).isEqualTo("600=600;");
    }

    @Test
    void whatCannotBeWrittenTwiceIsWrittenOnceThoughAWriterFails() {
        target.execute(
                "INSERT INTO shop.uniq VALUES (1, 10), (2, 20)", "INSERT INTO shop.named VALUES ('a', 1), ('b', 2)");
        List<SelectedChange> changes = new ArrayList<>();
        // A value moves from row to row, and rows change their keys.
        changes.add(update(table("uniq"), row(1L, 10L), row(1L, 99L)));
        changes.add(insert(table("uniq"), row(3L, 30L)));
        changes.add(update(table("uniq"), row(1L, 99L), row(1L, 11L)));
        changes.add(update(table("uniq"), row(3L, 30L), row(4L, 30L)));
        changes.add(update(table("uniq"), row(2L, 20L), row(2L, 99L)));
        changes.add(update(table("named"), row("a", 1L), row("c", 1L)));
        changes.add(update(table("named"), row("b", 2L), row("a", 2L)));
        changes.add(update(table("named"), row("c", 1L), row("b", 1L)));
        // Parallel writers do not repair missing rows.
        changes.add(update(table("plain"), row(1L, 1L), row(1L, 2L)));
        for (long i = 2; i <= 100; i++) {
            changes.add(insert(table("plain"), row(i, i)));
        }
        try (LoadFixture load = new LoadFixture(target, target.port(), LoadFixture.relaxed(), DeadLetters.STOP, 1)) {
            load.push(List.of(changes));
            load.await("load");
            assertThat(load.failed).isEmpty();
        }
        assertThat(select("SELECT id, v FROM shop.uniq ORDER BY id")).isEqualTo("1=11;2=99;4=30;");
        assertThat(select("SELECT id, v FROM shop.named ORDER BY id")).isEqualTo("a=2;b=1;");
        assertThat(select("SELECT COUNT(*), MIN(v) FROM shop.plain")).isEqualTo("100=2;");
    }

    @Test
    void aRefusedRowStopsThePipelineAndIsNamed() {
        List<SelectedChange> changes = new ArrayList<>();
        for (long i = 1; i <= 400; i++) {
            changes.add(insert(table("plain"), row(i, i == 333 ? 1L << 40 : i)));
        }
        try (LoadFixture load = new LoadFixture(target, target.port(), LoadFixture.relaxed(), DeadLetters.STOP, 1)) {
            load.push(List.of(changes));
            load.await("load");
            assertThat(load.failed).singleElement().satisfies(fault -> {
                assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_DATA);
                assertThat(fault.getMessage()).contains("shop.plain", "id = 333");
            });
        }
    }

    private static List<SelectedChange> transaction(Map<String, Map<Long, Long>> rows, Random random) {
        List<SelectedChange> changes = new ArrayList<>();
        while (changes.size() < 60) {
            // Rarely, since it is loaded in source order.
            int kinds = random.nextInt(100) == 0 ? TABLES.size() : TABLES.size() - 1;
            String name = TABLES.get(random.nextInt(kinds));
            long id = random.nextInt(400);
            Map<Long, Long> table = rows.getOrDefault(name, Map.of());
            Long before = table.get(id);
            long after = name.equals("uniq") ? random.nextInt(1 << 30) : random.nextInt(1000);
            boolean hasParent = !name.equals("child")
                    || rows.getOrDefault("parent", Map.of()).containsKey(id);
            boolean hasChild = name.equals("parent")
                    && rows.getOrDefault("child", Map.of()).containsKey(id);
            if (before == null) {
                if (hasParent) {
                    changes.add(insert(table(name), key(name, id, after)));
                    table.put(id, after);
                }
            } else if (random.nextInt(3) == 0) {
                if (!hasChild) {
                    changes.add(delete(table(name), key(name, id, before)));
                    table.remove(id);
                }
            } else {
                changes.add(update(table(name), key(name, id, before), key(name, id, after)));
                table.put(id, after);
            }
        }
        return changes;
    }

    private static Row key(String table, long id, long v) {
        return table.equals("named") ? row(Long.toString(id), v) : row(id, v);
    }

    private static void killOne(Random random) throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet ids = statement.executeQuery("SELECT id FROM information_schema.processlist WHERE user = '"
                        + target.user() + "' AND id <> CONNECTION_ID()")) {
            List<Long> found = new ArrayList<>();
            while (ids.next()) {
                found.add(ids.getLong(1));
            }
            if (!found.isEmpty()) {
                statement.execute("KILL " + found.get(random.nextInt(found.size())));
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != 1094) {
                throw e; // unless it has ended by itself
            }
        }
    }

    /** All rows of a table share one instance, as in the reader. */
    private static TableSchema table(String name) {
        return SCHEMAS.computeIfAbsent(name, RelaxedOrderTest::schema);
    }

    private static TableSchema schema(String name) {
        String type = name.equals("named") ? "varchar(20)" : "int";
        List<Column> columns = List.of(
                new Column(
                        "id",
                        type.replace("(20)", ""),
                        type,
                        false,
                        true,
                        false,
                        name.equals("named") ? "utf8mb4" : null,
                        null,
                        List.of()),
                new Column("v", "int", "int", false, true, false, null, null, List.of()));
        return new TableSchema("src", name, columns, List.of(0), List.of());
    }

    private static String text(Map<Long, Long> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach((id, v) -> text.append(id).append('=').append(v).append(';'));
        return text.toString();
    }

    private static String select(String sql) {
        StringBuilder text = new StringBuilder();
        try (Connection connection = target.connect("shop");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                text.append(result.getString(1))
                        .append('=')
                        .append(result.getString(2))
                        .append(';');
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
