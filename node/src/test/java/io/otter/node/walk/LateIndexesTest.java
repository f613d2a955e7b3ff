package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.common.model.Order;
import io.otter.database.TableName;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Target tables get their indexes behind the rows of a copy. {@code -Dotter.pairs=all} for every kind of server. */
@ExtendWith(SharedServers.class)
class LateIndexesTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ROWS = 4_000;
    private static final TableName ITEM = new TableName("snap", "item");
    private static final TableName OTHER = new TableName("snap", "other");
    private static final String PLACE = ", g POINT NOT NULL";

    static List<String> servers() {
        return System.getProperty("otter.pairs") == null
                ? DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4")
                : DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void indexesComeBehindTheRowsWhileOthersChange(String name, ServerPool servers) throws Exception {
        long seed = Seed.of(LateIndexesTest.class);
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target);
            CountDownLatch stop = new CountDownLatch(1);
            Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(200, 4, Order.SOURCE));
            try {
                walk.planIndexes(ITEM, keys(source));
                CompletableFuture<Void> writer =
                        CompletableFuture.runAsync(() -> write(source, new Random(seed), stop));
                walk.resync(request(7, 0, false));
                ResyncProgress progress = awaitEnd(walk, 7);
                stop.countDown();
                writer.get();
                walk.awaitApplied();
                assertThat(progress.state()).as(progress.toString()).isEqualTo(State.DONE);
                assertThat(progress.tables())
                        .allSatisfy(table -> assertThat(table.error()).isEmpty());
            } finally {
                stop.countDown();
                walk.close();
            }
            assertEqual(source, target, ITEM, OTHER);
        }
    }

    /** Whoever is next makes those that are not there, and only those. */
    @ParameterizedTest
    @MethodSource("servers")
    void theNextNodeMakesWhatIsLeft(String name, ServerPool servers) throws SQLException {
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target);
            Walk walk = new Walk(source, target, Modes.schema("snap"));
            try {
                walk.planIndexes(ITEM, keys(source));
                try (Connection user = target.connect();
                        Statement statement = user.createStatement()) {
                    user.setAutoCommit(false);
                    statement.executeQuery("SELECT * FROM snap.item LIMIT 1").close();
                    walk.resync(request(7, 0, false));
                    Walk first = walk;
                    await().atMost(LIMIT)
                            .until(() -> table(first, "item").error().contains("indexes are made again soon"));
                    assertThat(table(walk, "item").state()).isEqualTo(State.RUNNING);
                    assertThat(table(walk, "item").rows()).isEqualTo(ROWS);
                    // The log goes on meanwhile, also with rows of this table.
                    source.execute("UPDATE snap.item SET a = -1 WHERE id = 5");
                    walk.awaitApplied();
                    walk.close();
                }
                target.execute("ALTER TABLE snap.item ADD " + keys(source)[0]); // as if the first had come so far
                target.execute("DELETE FROM snap.item WHERE id = 1"); // would be back if the rows were copied again
                walk = walk.successor();
                assertThat(awaitEnd(walk, 7).state()).isEqualTo(State.DONE);
                walk.awaitApplied();
            } finally {
                walk.close();
            }
            source.execute("DELETE FROM snap.item WHERE id = 1");
            assertEqual(source, target, ITEM);
        }
    }

    /** DDL finds tables as they are at the source, although it comes before the rows do. */
    @ParameterizedTest
    @MethodSource("servers")
    void ddlDuringTheCopyIsAboutTheSameIndexes(String name, ServerPool servers) {
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target);
            Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE));
            try {
                target.execute("ALTER TABLE snap.other DROP KEY by_a");
                walk.planIndexes(ITEM, keys(source));
                walk.planIndexes(OTHER, "KEY `by_a` (`a`)");
                walk.resync(request(7, 500, false));
                await().atMost(LIMIT).until(() -> table(walk, "item").rows() > 0);
                walk.resync(request(7, 500, true));
                await().atMost(LIMIT).until(() -> table(walk, "item").state() == State.PAUSED);
                assertThat(table(walk, "item").error()).contains("by_a", "b`y", "words");
                source.execute(
                        "ALTER TABLE snap.item DROP KEY by_a, ADD KEY by_a (b(3), id)",
                        "ALTER TABLE snap.item DROP KEY words",
                        "ALTER TABLE snap.item CHANGE b bb VARCHAR(50) CHARACTER SET utf8mb4",
                        "RENAME TABLE snap.other TO snap.elsewhere",
                        "ALTER TABLE snap.elsewhere DROP COLUMN a",
                        "RENAME TABLE snap.elsewhere TO snap.other");
                walk.awaitApplied();
                walk.resync(request(7, 0, false));
                ResyncProgress progress = awaitEnd(walk, 7);
                walk.awaitApplied();
                assertThat(progress.state()).as(progress.toString()).isEqualTo(State.DONE);
                assertEqual(source, target, ITEM, OTHER);
            } finally {
                walk.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatCannotBeMadeIsSaidAtItsTable(String name, ServerPool servers) {
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target);
            try (Walk walk = new Walk(source, target, Modes.schema("snap"))) {
                walk.planIndexes(ITEM, keys(source)[0], "KEY `odd` (`nowhere`)");
                walk.resync(request(7, 0, false));
                assertThat(awaitEnd(walk, 7).state()).isEqualTo(State.FAILED);
                assertThat(table(walk, "other").state()).isEqualTo(State.DONE);
                assertThat(table(walk, "item").state()).isEqualTo(State.FAILED);
                assertThat(table(walk, "item").error())
                        .contains("all rows are copied", "nowhere", "Copy the table again");
                walk.planIndexes(ITEM, keys(source));
                walk.resync(request(8, 0, false));
                assertThat(awaitEnd(walk, 8).state()).isEqualTo(State.DONE);
                walk.awaitApplied();
                assertEqual(source, target, ITEM, OTHER);
            }
        }
    }

    /** MySQL 5.6 has no SPATIAL keys in InnoDB. */
    private static boolean isOld(DatabaseServer server) {
        return server.name().equals("mysql-5.6");
    }

    private static String[] keys(DatabaseServer server) {
        List<String> plain = List.of("KEY `by_a` (`a`)", "KEY `b``y` (`b`(10),`a`)", "FULLTEXT KEY `words` (`b`)");
        return Stream.concat(plain.stream(), isOld(server) ? Stream.empty() : Stream.of("SPATIAL KEY `place` (`g`)"))
                .toArray(String[]::new);
    }

    private static void prepare(DatabaseServer source, DatabaseServer target) {
        Walk.prepare(source, target);
        boolean old = isOld(source);
        for (DatabaseServer server : List.of(source, target)) {
            server.execute(
                    "CREATE DATABASE snap CHARACTER SET utf8mb4",
                    "CREATE TABLE snap.item (id INT PRIMARY KEY, a INT, b VARCHAR(40)" + (old ? "" : PLACE)
                            + ") ENGINE=InnoDB",
                    "CREATE TABLE snap.other (id INT PRIMARY KEY, a INT, KEY by_a (a)) ENGINE=InnoDB");
        }
        for (String key : keys(source)) {
            source.execute("ALTER TABLE snap.item ADD " + key);
        }
        source.execute("CREATE TABLE walk.n (n INT PRIMARY KEY)", "INSERT INTO walk.n VALUES (0)");
        for (int n = 1; n < ROWS; n *= 2) {
            source.execute("INSERT INTO walk.n SELECT n + " + n + " FROM walk.n WHERE n + " + n + " < " + ROWS);
        }
        source.execute(
                "INSERT INTO snap.item SELECT n, n MOD 7, CONCAT('word', n MOD 11, ' more')"
                        + (old ? "" : ", ST_GeomFromText('POINT(1 2)')") + " FROM walk.n",
                "INSERT INTO snap.other SELECT n, n FROM walk.n WHERE n < 100");
    }

    private static void write(DatabaseServer source, Random random, CountDownLatch stop) {
        String place = isOld(source) ? "" : ", ST_GeomFromText('POINT(3 4)')";
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            int next = ROWS;
            while (stop.getCount() > 0) {
                int id = random.nextInt(next);
                switch (random.nextInt(4)) {
                    case 0 ->
                        statement.execute("INSERT INTO snap.item VALUES (" + next++ + ", 1, 'new word'" + place + ")");
                    case 1 -> statement.execute("DELETE FROM snap.item WHERE id = " + id);
                    default ->
                        statement.execute("UPDATE snap.item SET a = a + 1, b = CONCAT('w', a) WHERE id BETWEEN " + id
                                + " AND " + (id + 3));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ResyncRequest request(long id, long rowsPerSecond, boolean paused) {
        return new ResyncRequest(id, List.of(1L), "", false, rowsPerSecond, 2, paused);
    }

    private static ResyncProgress.Table table(Walk walk, String name) {
        return walk.progress(7).stream()
                .flatMap(progress -> progress.tables().stream())
                .filter(table -> table.table().equals(name))
                .findFirst()
                .orElse(new ResyncProgress.Table(List.of(), "", name, State.WAITING, 0, 0, 0, null, ""));
    }

    private static ResyncProgress awaitEnd(Walk walk, long id) {
        await().atMost(LIMIT)
                .failFast("the pipeline ended", () -> walk.failure().isPresent())
                .until(() ->
                        walk.progress(id).filter(one -> one.state().isEnd()).isPresent());
        return walk.progress(id).orElseThrow();
    }

    /** Rows and keys, and nothing is left to be made. */
    private static void assertEqual(DatabaseServer source, DatabaseServer target, TableName... tables) {
        for (TableName table : tables) {
            assertThat(new TableComparer(source, target).difference(List.of(table.toString())))
                    .isEmpty();
            assertThat(keys(target, table)).isEqualTo(keys(source, table));
        }
        assertThat(Walk.rows(target, "SELECT TABLE_NAME FROM retl.retl_index")).isEmpty();
    }

    private static List<List<@Nullable String>> keys(DatabaseServer server, TableName table) {
        return Walk.rows(
                server,
                "SELECT INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, INDEX_TYPE FROM information_schema.STATISTICS"
                        + " WHERE TABLE_SCHEMA = '" + table.schema() + "' AND TABLE_NAME = '" + table.table()
                        + "' ORDER BY 1, 2");
    }
}
