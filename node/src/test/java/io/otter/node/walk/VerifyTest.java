package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.resync.RowKeys;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Order;
import io.otter.node.verify.Difference;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both sides are compared while rows change. {@code -Dotter.verify.rows=30000 -Dotter.pairs=all} for the long run.
 */
@ExtendWith(SharedServers.class)
class VerifyTest {
    private static final int ROWS = Integer.getInteger("otter.verify.rows", 300);
    /** Of each table, so many rows are planted of each kind. */
    private static final int EVERY = 30;

    static List<String> pairs() {
        return System.getProperty("otter.pairs") == null
                ? List.of("mysql-8.0:mariadb-11.4")
                : List.of(
                        "mysql-8.0:mysql-8.0",
                        "mariadb-11.4:mysql-8.0",
                        "mysql-8.0:mariadb-11.4",
                        "mysql-5.6:mysql-9.7");
    }

    private static Map<String, Keyed> tables() {
        Map<String, Keyed> tables = Keyed.tables();
        tables.put(
                "uni",
                new Keyed(
                        "u VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
                        "u",
                        "u",
                        "CONCAT('名前😀', #, ' é')"));
        if (System.getProperty("otter.pairs") == null) {
            tables.keySet().retainAll(List.of("comp", "chr", "flt", "enm", "uni"));
        }
        tables.put("`we ird.``na'me`", new Keyed("`k``ey, \"1` INT", "`k``ey, \"1`", "`k``ey, \"1`", "#"));
        return tables;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPlantedDifferenceIsFoundAndNoneInventedWhileOthersChange(String pair, ServerPool servers)
            throws Exception {
        String[] names = pair.split(":");
        if (!DatabaseServer.availableOf(names).containsAll(List.of(names))) {
            System.out.println("skipped, for lack of a server: " + pair);
            return;
        }
        long seed = Long.getLong("otter.seed", 7);
        try (DatabaseServer source = servers.take(names[0]);
                DatabaseServer target = servers.take(names[1])) {
            Map<String, Keyed> tables = tables();
            Walk.prepare(source, target);
            Walk.setTimeZones(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                fill(server, tables);
            }
            ExecutorService threads = Executors.newFixedThreadPool(2);
            CountDownLatch stop = new CountDownLatch(1);
            try (Walk walk = new Walk(source, target, Modes.schema("ver").withEverything(6_000, 4, Order.SOURCE))) {
                List<Future<?>> writers = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    Random random = new Random(seed + i);
                    writers.add(threads.submit(() -> write(source, tables, random, stop)));
                }
                VerifyProgress equal = walk.verify(List.of(1L), "");
                assertThat(walk.differences()).isEmpty();
                assertThat(equal.state()).as(equal.toString()).isEqualTo(State.DONE);
                assertThat(equal.tables()).hasSize(tables.size()).allSatisfy(table -> {
                    assertThat(table.note()).isEmpty();
                    assertThat(table.rows()).isGreaterThan(ROWS / 2);
                });

                tables.keySet().forEach(table -> plant(source, target, table));
                VerifyProgress found = walk.verify(List.of(1L), "");
                long planted = ROWS / EVERY;
                assertThat(found.tables()).allSatisfy(table -> {
                    assertThat(table.missing()).isEqualTo(planted);
                    assertThat(table.extra()).isEqualTo(planted);
                    assertThat(table.different()).isEqualTo(planted);
                });
                assertThat(walk.differences().stream()
                                .collect(Collectors.groupingBy(Difference::kind, Collectors.counting())))
                        .isEqualTo(Map.of(
                                Difference.Kind.MISSING, planted * tables.size(),
                                Difference.Kind.EXTRA, planted * tables.size(),
                                Difference.Kind.DIFFERENT, planted * tables.size()));
                assertThat(walk.differences())
                        .filteredOn(row -> row.kind() == Difference.Kind.DIFFERENT)
                        .allSatisfy(row -> {
                            assertThat(row.source()).contains("\"w\":0");
                            assertThat(row.target()).contains("\"w\":1");
                        });

                List<RowKeys> rows = VerifyDesk.keys(walk.differences());
                walk.resync(new ResyncRequest(5, List.of(1L), "", false, 0, 2, false, rows, true));
                await().atMost(VerifyDesk.LIMIT)
                        .until(() -> walk.progress(5)
                                .filter(one -> one.state().isEnd())
                                .isPresent());
                assertThat(walk.progress(5).orElseThrow().state()).isEqualTo(State.DONE);
                VerifyProgress repaired = walk.verify(List.of(1L), "");
                stop.countDown();
                for (Future<?> writer : writers) {
                    writer.get();
                }
                assertThat(walk.differences()).isEmpty();
                assertThat(repaired.tables())
                        .allSatisfy(table -> assertThat(table.missing() + table.extra() + table.different())
                                .isZero());
            } finally {
                stop.countDown();
                threads.shutdown();
                threads.awaitTermination(10, TimeUnit.SECONDS);
            }
        }
    }

    /** The ends of most of their ranges are reckoned. Each table with the key of the row of number #. */
    @Test
    void everyDifferenceIsFoundAmongManyNumbersDenseAndThin(ServerPool servers) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("dense", "CAST(# AS SIGNED) - 60000");
        keys.put("gap", "IF(# < 60000, #, 1000000000000000 + #)");
        keys.put("thinning", "IF(# < 60000, #, 60000 + (CAST(# AS SIGNED) - 60000) * (# - 60000))");
        keys.put("last", "18446744073709471615 + #");
        int rows = 80_000;
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE ver");
                keys.forEach((table, key) -> server.execute(
                        "CREATE TABLE ver." + table + " (id BIGINT " + (table.equals("last") ? "UNSIGNED" : "")
                                + " PRIMARY KEY, n INT)",
                        "INSERT INTO ver." + table + " SELECT " + key.replace("#", "seq") + ", seq FROM walk.seq_1_to_"
                                + rows));
            }
            for (String table : keys.keySet()) {
                if (!table.equals("last")) {
                    target.execute("INSERT INTO ver." + table + " SELECT MAX(id) + 1, 0 FROM ver." + table
                            + " UNION SELECT MIN(id) - 1, 0 FROM ver." + table + " UNION SELECT 500000000, 0");
                }
                target.execute(
                        "DELETE FROM ver." + table + " WHERE n IN (1, 59999, 80000)",
                        "UPDATE ver." + table + " SET n = 0 WHERE n IN (2, 60001, 79999)");
            }
            try (Walk walk = new Walk(source, target, Modes.schema("ver"))) {
                VerifyProgress found = walk.verify(List.of(1L), "");
                assertThat(found.tables()).hasSize(keys.size()).allSatisfy(table -> {
                    assertThat(table.rows()).as(table.toString()).isBetween((long) rows, rows + 3L);
                    assertThat(table.missing()).as(table.toString()).isEqualTo(3);
                    assertThat(table.different()).as(table.toString()).isEqualTo(3);
                    assertThat(table.extra())
                            .as(table.toString())
                            .isEqualTo(table.table().endsWith("last") ? 0 : 3);
                });
            }
        }
    }

    /** {@code -Dotter.verify.speed=1000000}: so many small rows whose sums the servers compare, and as many that are read. */
    @Test
    @EnabledIfSystemProperty(named = "otter.verify.speed", matches = "\\d+")
    void theSpeedOfSumsAndOfRowsIsShown(ServerPool servers) {
        int rows = Integer.getInteger("otter.verify.speed");
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                String type = server == source ? "INT" : "DECIMAL(12,0)";
                server.execute("CREATE DATABASE ver CHARACTER SET utf8mb4");
                for (String table : List.of("summed", "looked")) {
                    server.execute(
                            "CREATE TABLE ver." + table + " (id INT PRIMARY KEY, a INT, b VARCHAR(20), c "
                                    + (table.equals("summed") ? "INT" : type) + ")",
                            "INSERT INTO ver." + table + " SELECT seq, seq MOD 7, CONCAT('text ', seq), seq * 3"
                                    + " FROM walk.seq_1_to_" + rows);
                }
            }
            Modes pairs = Modes.schema("ver")
                    .with(
                            Walk.pair(1, "ver.summed", "ver.summed", ColumnView.ALL),
                            Walk.pair(2, "ver.looked", "ver.looked", ColumnView.ALL));
            try (Walk walk = new Walk(source, target, pairs)) {
                for (long pair = 1; pair <= 2; pair++) {
                    long begun = System.nanoTime();
                    VerifyProgress found = walk.verify(List.of(pair), "");
                    double seconds = (System.nanoTime() - begun) / 1e9;
                    assertThat(found.tables().get(0).rows()).isEqualTo(rows);
                    System.out.printf("%s: %.0f rows/s%n", found.tables().get(0).table(), rows / seconds);
                }
                assertThat(walk.differences()).isEmpty();
            }
        }
    }

    private static void fill(DatabaseServer server, Map<String, Keyed> tables) throws SQLException {
        try (Connection connection = server.connect("walk");
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = '', time_zone = '+00:00'");
            statement.execute("CREATE DATABASE ver CHARACTER SET utf8mb4");
            Keyed.makeNumbers(statement, ROWS);
            for (Map.Entry<String, Keyed> table : tables.entrySet()) {
                Keyed keyed = table.getValue();
                statement.execute("CREATE TABLE ver." + table.getKey() + " (" + keyed.columns()
                        + ", n INT NOT NULL, v INT, w INT, x TEXT CHARACTER SET utf8mb4, y FLOAT, z VARBINARY(20),"
                        + " PRIMARY KEY (" + keyed.key() + "), KEY (n)) ENGINE=InnoDB");
                statement.execute("INSERT INTO ver." + table.getKey() + " (" + keyed.names()
                        + ", n, v, w, x, y, z) SELECT " + keyed.values().replace("#", "n")
                        + ", n, n, 0, IF(n MOD 3, CONCAT('x ', n, ' '), NULL), n / 7, UNHEX(HEX(n)) FROM walk.n");
            }
        }
    }

    private static void plant(DatabaseServer source, DatabaseServer target, String table) {
        insist(target, "DELETE FROM ver." + table + " WHERE n MOD " + EVERY + " = 0");
        insist(target, "UPDATE ver." + table + " SET w = 1 WHERE n MOD " + EVERY + " = 10");
        insist(source, "DELETE FROM ver." + table + " WHERE n MOD " + EVERY + " = 20");
    }

    /** Others write the table: whoever meets them in a deadlock tries again. */
    private static void insist(DatabaseServer server, String sql) {
        await().ignoreExceptionsInstanceOf(SQLTransactionRollbackException.class)
                .until(() -> {
                    try (Connection connection = server.connect();
                            Statement statement = connection.createStatement()) {
                        statement.execute("SET SESSION sql_log_bin = 0");
                        statement.execute(sql);
                    }
                    return true;
                });
    }

    /** Of rows that are not planted. */
    private static Void write(DatabaseServer source, Map<String, Keyed> tables, Random random, CountDownLatch stop)
            throws SQLException, InterruptedException {
        List<String> names = List.copyOf(tables.keySet());
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = '', time_zone = '+00:00', innodb_lock_wait_timeout = 3");
            while (!stop.await(1, TimeUnit.MILLISECONDS)) {
                String table = names.get(random.nextInt(names.size()));
                Keyed keyed = tables.get(table);
                int n = random.nextInt(ROWS / 10) * 10 + 1 + random.nextInt(9);
                try {
                    switch (random.nextInt(4)) {
                        case 0 -> statement.execute("DELETE FROM ver." + table + " WHERE n = " + n);
                        case 1 ->
                            statement.execute(
                                    "INSERT IGNORE INTO ver." + table + " (" + keyed.names() + ", n, v, w) VALUES ("
                                            + keyed.values().replace("#", "" + n) + ", " + n + ", 1, 0)");
                        default ->
                            statement.execute("UPDATE ver." + table + " SET v = v + 1, y = v / 3 WHERE n = " + n);
                    }
                } catch (SQLException e) {
                    assertThat(e.getErrorCode()).as(e.getMessage()).isIn(1205, 1213);
                }
            }
        }
        return null;
    }
}
