package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Tables of schema {@code snap} with every kind of key, and two sessions that change their rows at random. */
final class KeyedRows implements AutoCloseable {
    private static final int WRITERS = 2;

    private final DatabaseServer source;
    private final DatabaseServer target;
    private final int rows;
    private final long seed;
    private final Map<String, Keyed> tables;
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Future<?>> writers = new ArrayList<>();

    /** Makes the tables on both sides. */
    KeyedRows(DatabaseServer source, DatabaseServer target, int rows, long seed) {
        this.source = source;
        this.target = target;
        this.rows = rows;
        this.seed = seed;
        tables = tables(source);
        Walk.prepare(source, target);
        String[] create = create().toArray(String[]::new);
        source.execute(create);
        target.execute(create);
    }

    /** All kinds of keys of a server. */
    private static Map<String, Keyed> tables(DatabaseServer server) {
        Map<String, Keyed> tables = Keyed.tables();
        StringBuilder columns = new StringBuilder();
        StringBuilder names = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 1; i <= 16; i++) {
            columns.append(i == 1 ? "" : ", ").append("c").append(i).append(" INT");
            names.append(i == 1 ? "" : ", ").append("c").append(i);
            values.append(i == 1 ? "" : ", ").append(i == 16 ? "#" : "((#) >> " + i + ") & 1");
        }
        tables.put("k16", new Keyed(columns.toString(), names.toString(), names.toString(), values.toString()));
        // One key in many spellings: case, accents and blanks at the end do not count.
        tables.put(
                "spelt",
                new Keyed(
                        "s VARCHAR(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
                        "s",
                        "s",
                        "CONCAT(ELT(1 + FLOOR(RAND() * 4), 'e', 'É', 'E', 'é'), #, IF(RAND() < 0.5, '', '  '))"));
        if (!server.isMariaDb() && !server.name().equals("mysql-5.6")) {
            tables.put("gen", new Keyed("id INT, k INT AS (id * 2) STORED", "k", "id", "#"));
        }
        return tables;
    }

    List<String> names() {
        List<String> names = new ArrayList<>(tables.keySet());
        names.addAll(List.of("uni", "uk", "nothing", "one", "wide"));
        return names;
    }

    /** Those whose keys a line of the free door can name, by the columns that it names. */
    Map<String, String> named() {
        Map<String, String> named = new TreeMap<>();
        for (String table : List.of("i", "ubig", "comp", "chr", "deci", "dt", "tm", "enm", "k16")) {
            named.put(table, tables.get(table).names());
        }
        return named;
    }

    /** As they are before any change, the same on both sides. */
    void fill(DatabaseServer server) throws SQLException {
        try (Connection connection = server.connect("walk");
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            Keyed.makeNumbers(statement, rows);
            for (Map.Entry<String, Keyed> table : tables.entrySet()) {
                statement.execute("INSERT IGNORE INTO snap." + table.getKey() + " ("
                        + table.getValue().names() + ", v) SELECT "
                        + spelt(table.getValue()) + ", n FROM walk.n");
            }
            statement.execute("INSERT INTO snap.uni SELECT n, n, n FROM walk.n");
            statement.execute("INSERT INTO snap.uk SELECT n, n, n FROM walk.n");
            statement.execute("INSERT INTO snap.one VALUES (1, 'a')");
            statement.execute("INSERT INTO snap.wide (id, c1, c999) VALUES (1, 2, 3), (4, 5, 6), (7, NULL, 9)");
        }
    }

    /** The same on every server. */
    private static String spelt(Keyed keyed) {
        return keyed.values().replace("#", "n").replace("RAND()", "RAND(n)");
    }

    /** Begins the changes. */
    void change() {
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            writers.add(threads.submit(() -> write(random)));
        }
    }

    /** Ends them. */
    void end() throws InterruptedException, ExecutionException {
        stop.countDown();
        for (Future<?> writer : writers) {
            writer.get();
        }
    }

    /** Ends the changes; then both sides are equal, and a comparison says so. */
    void endAndCompare(Walk walk) throws InterruptedException, ExecutionException {
        end();
        walk.awaitApplied();
        assertThat(new TableComparer(source, target)
                        .difference(names().stream().map(one -> "snap." + one).toList()))
                .as("seed " + seed)
                .isEmpty();
        VerifyProgress compared = walk.verify(List.of(1L), "");
        assertThat(walk.differences()).as("seed " + seed).isEmpty();
        assertThat(compared.tables())
                .hasSize(names().size())
                .allSatisfy(table -> assertThat(table.note()).isEmpty());
    }

    @Override
    public void close() throws InterruptedException {
        stop.countDown();
        threads.shutdown();
        threads.awaitTermination(10, TimeUnit.SECONDS);
    }

    private List<String> create() {
        List<String> sql = new ArrayList<>(List.of("CREATE DATABASE snap CHARACTER SET utf8mb4"));
        tables.forEach((table, keyed) -> sql.add("CREATE TABLE snap." + table + " (" + keyed.columns()
                + ", v INT, PRIMARY KEY (" + keyed.key() + ")) ENGINE=InnoDB"));
        sql.add("CREATE TABLE snap.uni (id INT PRIMARY KEY, u INT UNIQUE, v INT) ENGINE=InnoDB");
        sql.add("CREATE TABLE snap.uk (id INT NOT NULL, w INT, v INT, UNIQUE (w), UNIQUE (id)) ENGINE=InnoDB");
        sql.add("CREATE TABLE snap.nothing (id INT PRIMARY KEY) ENGINE=InnoDB");
        sql.add("CREATE TABLE snap.one (id INT PRIMARY KEY, t TEXT) ENGINE=InnoDB");
        StringBuilder wide = new StringBuilder("CREATE TABLE snap.wide (id INT PRIMARY KEY");
        for (int i = 1; i < 1_000; i++) {
            wide.append(", c").append(i).append(" INT");
        }
        sql.add(wide + ") ENGINE=InnoDB");
        return sql;
    }

    private Void write(Random random) throws SQLException, InterruptedException {
        List<String> names = List.copyOf(tables.keySet());
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = '', innodb_lock_wait_timeout = 3");
            while (!stop.await(1, TimeUnit.MILLISECONDS)) {
                String table = names.get(random.nextInt(names.size()));
                Keyed keyed = tables.get(table);
                String values = keyed.values().replace("#", String.valueOf(random.nextInt(2 * rows)));
                int v = random.nextInt(1_000);
                connection.setAutoCommit(random.nextBoolean());
                try {
                    switch (random.nextInt(6)) {
                        case 0, 1 ->
                            statement.execute("INSERT IGNORE INTO snap." + table + " (" + keyed.names()
                                    + ", v) VALUES (" + values + ", " + v + ")");
                        case 2 ->
                            statement.execute("UPDATE snap." + table + " SET v = v + 1 WHERE v MOD 97 = " + v % 97);
                        case 3 ->
                            statement.execute(
                                    "DELETE FROM snap." + table + " WHERE v MOD 499 = " + v % 499 + " LIMIT 3");
                        case 4 -> {
                            if (!keyed.names().contains(",")) {
                                statement.execute("UPDATE IGNORE snap." + table + " SET " + keyed.names() + " = "
                                        + values + " WHERE v MOD 211 = " + v % 211 + " LIMIT 1");
                            }
                        }
                        default -> updateUniqueKeys(connection, statement, random);
                    }
                    if (!connection.getAutoCommit()) {
                        connection.commit();
                    }
                } catch (SQLException e) {
                    assertThat(e.getErrorCode()).as(e.getMessage()).isIn(1205, 1213, 1062, 1412);
                    if (!connection.getAutoCommit()) {
                        connection.rollback();
                    }
                }
            }
        }
        return null;
    }

    private void updateUniqueKeys(Connection connection, Statement statement, Random random) throws SQLException {
        int one = random.nextInt(rows);
        int other = random.nextInt(rows);
        connection.setAutoCommit(false);
        statement.execute("UPDATE snap.uni SET u = -" + one + " WHERE id = " + one);
        statement.execute("UPDATE snap.uni SET u = NULL WHERE id <> " + one + " AND u = " + one);
        statement.execute("UPDATE snap.uni SET u = " + one + " WHERE id = " + other);
        statement.execute("UPDATE snap.uk SET v = v + 1, w = NULL WHERE id = " + other);
    }
}
