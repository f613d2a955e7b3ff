package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The error value of an ENUM, number 0, which non-strict sessions store for a text that is no label. */
@ExtendWith(SharedServers.class)
class EnumErrorTest {
    private static final Modes MODES = Modes.schema("shop").withEverything(6_000, 4, Order.SOURCE);

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void theErrorValueIsKeptAndNothingElseIsTruncated(String name, ServerPool servers) {
        RequiredServer.assumeAvailable(name);
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                boolean isSource = server == source;
                server.execute(
                        "CREATE DATABASE shop CHARACTER SET utf8mb4",
                        "CREATE TABLE shop.item (id INT PRIMARY KEY, e ENUM('a', ''), v VARCHAR(" + (isSource ? 10 : 3)
                                + "))",
                        "CREATE TABLE shop.bag (e ENUM('a', 'b'), n INT)",
                        "CREATE TABLE shop.text (id INT PRIMARY KEY, e " + (isSource ? "ENUM('a')" : "VARCHAR(5)")
                                + ")");
            }
            try (Walk walk = new Walk(source, target, MODES)) {
                source.execute(
                        "SET SESSION sql_mode = ''",
                        "INSERT INTO shop.item VALUES (1, 'none', 'x'), (2, '', 'x'), (3, 'a', 'x'), (4, 'none', 'x')",
                        "UPDATE shop.item SET v = 'y'",
                        "UPDATE shop.item SET e = 'none' WHERE id = 3",
                        "INSERT INTO shop.bag VALUES ('none', 1), ('a', 1), ('none', 2)",
                        "UPDATE shop.bag SET n = 3 WHERE n = 2",
                        "DELETE FROM shop.bag WHERE n = 1",
                        "INSERT INTO shop.text VALUES (1, 'none'), (2, 'a')");
                walk.awaitApplied();
                assertThat(walk.facts().repaired() + walk.facts().missingDeletes())
                        .isZero();
                assertThat(rows(target, "SELECT id, CAST(e AS UNSIGNED), v FROM shop.item ORDER BY id"))
                        .isEqualTo("[[1, 0, y], [2, 2, y], [3, 0, y], [4, 0, y]]");
                assertThat(rows(target, "SELECT CAST(e AS UNSIGNED), n FROM shop.bag"))
                        .isEqualTo("[[0, 3]]");
                assertThat(rows(target, "SELECT id, e FROM shop.text ORDER BY id"))
                        .isEqualTo("[[1, ], [2, a]]");

                source.execute("SET SESSION sql_mode = ''", "INSERT INTO shop.item VALUES (5, 'none', 'too long')");
                assertThat(walk.awaitFailure().code()).isEqualTo(ErrorCode.LOAD_DATA);
            }
            assertThat(rows(target, "SELECT id FROM shop.item WHERE id > 4")).isEqualTo("[]");
        }
    }

    private static String rows(DatabaseServer server, String sql) {
        return Walk.rows(server, sql).toString();
    }
}
