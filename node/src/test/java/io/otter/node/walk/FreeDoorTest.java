package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ColumnView;
import io.otter.node.extract.FreeDoorProgress;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.TableComparer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lines of {@code retl.retl_buffer}, right ones and those that people write by mistake. */
@ExtendWith(SharedServers.class)
class FreeDoorTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    static final String LINE =
            "INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED) ";

    @Test
    void linesThatMeanNoRowAreToldOfAndTheOthersArrive(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute(
                        "CREATE DATABASE shop CHARACTER SET utf8mb4",
                        "CREATE TABLE shop.item (id INT PRIMARY KEY, v INT)",
                        "CREATE TABLE shop.part (a INT, b VARCHAR(20), c INT, PRIMARY KEY (b, a))",
                        "CREATE TABLE shop.day (d DATE PRIMARY KEY)",
                        "CREATE TABLE shop.keyless (v INT)");
            }
            source.execute(
                    "CREATE TABLE shop.others (id INT PRIMARY KEY)",
                    "INSERT INTO shop.item SELECT seq - 1, seq FROM walk.seq_1_to_3000",
                    "INSERT INTO shop.part VALUES (1, 'x', 1), (2, '', 2), (3, 'Åb', 3)",
                    "INSERT INTO shop.others VALUES (1)");
            target.execute("INSERT INTO shop.item VALUES (0, -1), (9000, 1)");
            Modes modes = Modes.schema("shop")
                    .withFreeDoor()
                    .with(
                            Walk.pair(1, "shop.item", "shop.item", ColumnView.ALL),
                            Walk.pair(2, "shop.part", "shop.part", ColumnView.ALL),
                            Walk.pair(3, "shop.keyless", "shop.keyless", ColumnView.ALL),
                            Walk.pair(4, "shop.dropped", "shop.dropped", ColumnView.ALL),
                            Walk.pair(5, "shop.day", "shop.day", ColumnView.ALL));
            source.execute("CREATE DATABASE retl", BUFFER);
            try (Walk walk = new Walk(source, target, modes)) {
                source.execute(
                        LINE + "SELECT 0, 'shop.item', 'I', id, now(), now() FROM shop.item WHERE id > 0",
                        LINE + "SELECT 0, 'shop.part', 'U', CONCAT(a, CHAR(1), b), now(), now() FROM shop.part",
                        LINE
                                + "VALUES (0, 'shop.item', 'D', '9000', now(), now()), (0, 'shop.item', 'C', '', now(), now())",
                        LINE + "VALUES (0, 'shop.others', 'I', '1', now(), now()), (77, NULL, 'I', '1', now(), now())");
                walk.awaitApplied();
                long good = 2_999 + 3 + 2 + 2;
                awaitLines(walk, good);
                FreeDoorProgress progress = progress(walk);
                assertThat(progress.bad()).as(progress.badLines().toString()).isZero();
                assertThat(progress.rows()).isEqualTo(2_999 + 3 + 1);
                assertThat(progress.remaining()).isZero();
                assertThat(progress.others())
                        .extracting(FreeDoorProgress.Others::table, FreeDoorProgress.Others::tableId)
                        .containsExactly(tuple("shop.others", 0L), tuple("", 77L));

                source.execute("ALTER TABLE retl.retl_buffer AUTO_INCREMENT = 10001");
                source.execute(
                        LINE + "VALUES (0, 'shop.part', 'I', '1', now(), now())",
                        LINE + "VALUES (0, 'shop.part', 'I', CONCAT(1, CHAR(1), 'x', CHAR(1), 'y'), now(), now())",
                        LINE + "VALUES (0, 'shop.item', 'I', 'id', now(), now())",
                        LINE + "VALUES (0, 'shop.item', 'D', 'id', now(), now())",
                        LINE + "VALUES (0, 'shop.item', 'X', '1', now(), now())",
                        LINE + "VALUES (0, 'shop.item', 'I', '123456', now(), now())",
                        LINE + "VALUES (0, 'shop.part', 'I', CONCAT(3, CHAR(1), 'ÅB'), now(), now())",
                        LINE + "VALUES (0, 'shop.keyless', 'I', '1', now(), now())",
                        LINE + "VALUES (0, 'shop.dropped', 'I', '1', now(), now())",
                        LINE + "VALUES (0, 'item', 'I', '1', now(), now())",
                        LINE + "VALUES (0, 'shop.day', 'D', 'today', now(), now())");
                walk.awaitApplied();
                awaitLines(walk, good + 11);
                assertThat(progress(walk).badLines())
                        .extracting(line ->
                                line.id() - 10_000 + " " + line.table() + " " + line.key() + ": " + line.reason())
                        .containsExactlyInAnyOrder(
                                "1 shop.part 1: PK_DATA has 1 parts, the key of shop.part has 2",
                                "2 shop.part 1, x, y: PK_DATA has 3 parts, the key of shop.part has 2",
                                "3 shop.item id: PK_DATA has nothing that fits column id of shop.item",
                                "4 shop.item id: PK_DATA has nothing that fits column id of shop.item",
                                "5 shop.item 1: TYPE \"X\" is none of I, U, D",
                                "6 shop.item 123456: the source has no such row in shop.item",
                                "8 shop.keyless 1: shop.keyless has no key",
                                "9 shop.dropped 1: the source has no table shop.dropped",
                                "10 item 1: FULL_NAME is not schema.table",
                                "11 shop.day today: PK_DATA has nothing that fits column d of shop.day");
                assertThat(progress(walk).bad()).isEqualTo(10);
                assertThat(Walk.rows(source, "SELECT COUNT(*) FROM retl.retl_buffer"))
                        .as("nobody deletes lines unasked")
                        .containsExactly(List.of(String.valueOf(good + 11)));
                assertThat(Walk.rows(target, "SELECT * FROM shop.item WHERE id = 0"))
                        .as("neither looked up nor deleted by a word")
                        .containsExactly(List.of("0", "-1"));
                target.execute("UPDATE shop.item SET v = 1 WHERE id = 0");
                assertThat(new TableComparer(source, target).difference(List.of("shop.item", "shop.part")))
                        .isEmpty();
            }
        }
    }

    @Test
    void doneLinesArePurgedWhereThatIsWantedAndOthersStay(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE shop", "CREATE TABLE shop.item (id INT PRIMARY KEY)");
            }
            // As on servers that write in turn, ids have gaps.
            source.execute(
                    "SET GLOBAL auto_increment_increment = 2",
                    "INSERT INTO shop.item SELECT seq FROM walk.seq_1_to_3000",
                    "CREATE DATABASE retl",
                    BUFFER,
                    LINE + "VALUES (0, 'shop.item', 'I', '1', now(), now())");
            Modes modes = Modes.schema("shop")
                    .withPurgedFreeDoor()
                    .with(Walk.pair(1, "shop.item", "shop.item", ColumnView.ALL));
            try (Walk walk = new Walk(source, target, modes)) {
                source.execute(
                        LINE + "SELECT 0, 'shop.item', 'I', id, now(), now() FROM shop.item",
                        LINE + "VALUES (0, 'shop.item', 'I', '9999', now(), now())",
                        LINE + "VALUES (0, 'shop.elsewhere', 'I', '5', now(), now())",
                        LINE + "VALUES (0, 'shop.item', 'D', '3001', now(), now())");
                walk.awaitApplied();
                awaitLines(walk, 3_003);
                await().atMost(LIMIT)
                        .until(() -> Walk.rows(source, "SELECT FULL_NAME, PK_DATA FROM retl.retl_buffer ORDER BY ID")
                                .equals(List.of(
                                        List.of("shop.item", "1"), // of before
                                        List.of("shop.item", "9999"),
                                        List.of("shop.elsewhere", "5"))));
                assertThat(progress(walk).bad()).isEqualTo(1);
                assertThat(Walk.rows(target, "SELECT COUNT(*) FROM shop.item")).containsExactly(List.of("3000"));
                source.execute(LINE + "VALUES (0, 'shop.item', 'I', '7', now(), now())");
                await().atMost(LIMIT)
                        .until(() -> Walk.rows(source, "SELECT COUNT(*) FROM retl.retl_buffer")
                                .equals(List.of(List.of("3"))));
            }
        }
    }

    /** Together they are more than the target takes in one statement, and more than is looked up at once. */
    @Test
    void rowsOfMegabytesArrive(ServerPool servers) {
        try (DatabaseServer source = servers.take("mysql-8.0");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE shop", "CREATE TABLE shop.large (id INT PRIMARY KEY, t LONGTEXT)");
            }
            source.execute(
                    "INSERT INTO shop.large SELECT n, REPEAT('x', 6000000) FROM (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3"
                            + " UNION SELECT 4) AS four",
                    "CREATE DATABASE retl",
                    BUFFER);
            Modes modes = Modes.schema("shop").withFreeDoor();
            try (Walk walk = new Walk(source, target, modes)) {
                source.execute(LINE + "SELECT 0, 'shop.large', 'I', id, now(), now() FROM shop.large");
                walk.awaitApplied();
                awaitLines(walk, 4);
                assertThat(Walk.rows(target, "SELECT COUNT(*), SUM(LENGTH(t)) FROM shop.large"))
                        .containsExactly(List.of("4", "24000000"));
            }
        }
    }

    static final String BUFFER = """
            CREATE TABLE retl.retl_buffer (ID BIGINT AUTO_INCREMENT, TABLE_ID INT NOT NULL, FULL_NAME varchar(512),
            TYPE CHAR(1) NOT NULL, PK_DATA VARCHAR(256) NOT NULL, GMT_CREATE TIMESTAMP NULL, GMT_MODIFIED TIMESTAMP NULL,
            PRIMARY KEY (ID)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4""";

    private static void awaitLines(Walk walk, long lines) {
        await().atMost(LIMIT).until(() -> progress(walk).lines() == lines);
    }

    private static FreeDoorProgress progress(Walk walk) {
        return Objects.requireNonNull(walk.facts().freeDoor());
    }
}
