package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MariaDB stores unique keys of any length as hashes in hidden columns, and logs those. */
@ExtendWith(SharedServers.class)
class LongUniqueKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"mariadb-10.11", "mariadb-11.4"})
    void rowsOfATableWithUniqueTextsArrive(String name, ServerPool servers) {
        RequiredServer.assumeAvailable(name);
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute(
                        "CREATE DATABASE shop CHARACTER SET utf8mb4",
                        "CREATE TABLE shop.page (id INT PRIMARY KEY, v BIGINT, url TEXT UNIQUE)",
                        "CREATE TABLE shop.only (url TEXT NOT NULL UNIQUE, v INT)");
            }
            try (Walk walk = new Walk(source, target, Modes.schema("shop").withEverything(6_000, 4, Order.SOURCE))) {
                walk.awaitApplied();
                source.execute(
                        "INSERT INTO shop.page VALUES (1, 1, REPEAT('a', 9000)), (2, 2, 'b'), (3, NULL, NULL)",
                        "INSERT INTO shop.only VALUES ('a', 1), ('b', 2)",
                        "UPDATE shop.only SET v = 3 WHERE url = 'a'",
                        "DELETE FROM shop.only WHERE url = 'b'",
                        // The hash stays the last column, and there is one per key.
                        "ALTER TABLE shop.page ADD COLUMN title VARCHAR(20), ADD UNIQUE (title, url)",
                        "CREATE TABLE shop.later (w VARCHAR(4000) UNIQUE, x BLOB, id INT PRIMARY KEY, UNIQUE (x))",
                        "BEGIN",
                        "UPDATE shop.page SET url = 'c' WHERE id = 1",
                        "UPDATE shop.page SET url = REPEAT('a', 9000), title = 't' WHERE id = 2",
                        "UPDATE shop.page SET url = 'b' WHERE id = 1",
                        "COMMIT",
                        "SET SESSION binlog_row_image = 'MINIMAL'",
                        "UPDATE shop.page SET v = 7 WHERE id = 3",
                        "INSERT INTO shop.later VALUES ('w', 'x', 1), (NULL, NULL, 2)",
                        "DELETE FROM shop.page WHERE id = 2");
                walk.awaitApplied();
                assertThat(walk.facts().repaired() + walk.facts().missingDeletes())
                        .isZero();
            }
            for (String table : List.of("page", "only", "later")) {
                String sql = "SELECT * FROM shop." + table + " ORDER BY 1";
                assertThat(Walk.rows(target, sql)).isNotEmpty().isEqualTo(Walk.rows(source, sql));
            }
        }
    }
}
