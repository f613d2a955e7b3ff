package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Foreign keys at both ends: which end enforces them, and which cascades. MySQL 9.6 and later log cascades. */
@ParameterizedClass
@MethodSource("pairs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class ForeignKeyTest {
    private static final List<String> TABLES = List.of(
            "shop.parent", "shop.child", "shop.grandchild", "shop.loose", "shop.strict", "shop.owner", "shop.pet");

    @Parameter
    String pair = "";

    private @Nullable DatabaseServer from;
    private @Nullable DatabaseServer to;

    static Stream<String> pairs() {
        return Stream.of(
                        "mysql-8.0:mysql-9.7",
                        "mysql-9.7:mysql-9.7",
                        "mysql-9.7:mysql-8.0",
                        "mariadb-11.4:mariadb-11.4")
                .filter(pair -> DatabaseServer.availableOf(pair.split(":")).size() == 2);
    }

    @BeforeEach
    void makeTables(ServerPool servers) {
        if (from == null) {
            from = servers.take(pair.split(":")[0]);
            to = servers.take(pair.split(":")[1]);
            Walk.prepare(source(), target());
        }
        for (DatabaseServer server : List.of(source(), target())) {
            server.execute(
                    "DROP DATABASE IF EXISTS shop",
                    "CREATE DATABASE shop CHARACTER SET utf8mb4",
                    "USE shop",
                    "CREATE TABLE parent (id INT PRIMARY KEY, v INT)",
                    "CREATE TABLE child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id)"
                            + " ON DELETE CASCADE ON UPDATE CASCADE)",
                    "CREATE TABLE grandchild (c INT PRIMARY KEY, v INT, FOREIGN KEY (c) REFERENCES child (id)"
                            + " ON DELETE CASCADE ON UPDATE CASCADE)",
                    "CREATE TABLE loose (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id)"
                            + " ON DELETE SET NULL ON UPDATE CASCADE)",
                    "CREATE TABLE strict (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id))",
                    "CREATE TABLE owner (id INT PRIMARY KEY, v INT UNIQUE)",
                    "CREATE TABLE pet (id INT PRIMARY KEY, o INT, FOREIGN KEY (o) REFERENCES owner (id)"
                            + " ON DELETE CASCADE)");
        }
    }

    @AfterParameterizedClassInvocation
    void stopServers() {
        source().close();
        target().close();
        from = null;
        to = null;
    }

    private DatabaseServer source() {
        return Objects.requireNonNull(from);
    }

    private DatabaseServer target() {
        return Objects.requireNonNull(to);
    }

    private static Stream<Modes> modes() {
        Modes plain = Modes.schema("shop");
        return Stream.of(
                plain.withEverything(6_000, 1, Order.SOURCE),
                plain.withEverything(3, 4, Order.SOURCE),
                plain.withEverything(6_000, 4, Order.RELAXED));
    }

    /** Like a dump: tables in alphabetical order, children before their parents. */
    @Test
    void childrenComeBeforeTheirParentsWhereTheSourceDoesNotCheck() {
        modes().forEach(modes -> {
            clear();
            try (Walk walk = new Walk(source(), target(), modes)) {
                source().execute(
                                "SET SESSION foreign_key_checks = 0, unique_checks = 0",
                                "INSERT INTO shop.grandchild VALUES (11, 1), (12, 1), (99, 1)",
                                "INSERT INTO shop.child VALUES (11, 1), (12, 2), (13, 3)",
                                "INSERT INTO shop.strict VALUES (1, 1), (2, 7)",
                                "INSERT INTO shop.parent VALUES (1, 1), (2, 2), (3, 3), (4, 4)");
                walk.awaitApplied();
                assertThat(walk.facts().repaired() + walk.facts().missingDeletes())
                        .isZero();
            }
            assertEqual();
        });
    }

    @Test
    void nothingCascadesForRowsThatTheSourceDidNotCheckAndAllDoesForOthers() {
        modes().forEach(modes -> {
            clear();
            try (Walk walk = new Walk(source(), target(), modes)) {
                source().execute(
                                "INSERT INTO shop.parent VALUES (1, 1), (2, 2), (3, 3), (4, 4)",
                                "INSERT INTO shop.child VALUES (11, 1), (12, 2), (13, 3), (14, 4)",
                                "INSERT INTO shop.strict VALUES (1, 1)",
                                "BEGIN",
                                "SET SESSION foreign_key_checks = 0",
                                "DELETE FROM shop.parent WHERE id = 1",
                                "UPDATE shop.parent SET id = 20 WHERE id = 2",
                                "SET SESSION foreign_key_checks = 1",
                                "DELETE FROM shop.parent WHERE id = 3",
                                "UPDATE shop.parent SET id = 40 WHERE id = 4",
                                "SET SESSION foreign_key_checks = 0",
                                "INSERT INTO shop.child VALUES (15, 500)",
                                "COMMIT");
                walk.awaitApplied();
                assertThat(walk.facts().repaired() + walk.facts().missingDeletes())
                        .isZero();
            }
            assertThat(rows(source(), "shop.child")).isEqualTo("[[11, 1], [12, 2], [14, 40], [15, 500]]");
            assertEqual();
        });
    }

    @Test
    void cascadesEndUpTheSameWhetherOrNotTheSourceLogsThem() {
        modes().forEach(modes -> {
            clear();
            try (Walk walk = new Walk(source(), target(), modes)) {
                source().execute(
                                "INSERT INTO shop.parent VALUES (1, 1), (2, 2), (3, 3), (4, 4)",
                                "INSERT INTO shop.child VALUES (11, 1), (12, 2), (13, 2), (14, 3)",
                                "INSERT INTO shop.grandchild VALUES (11, 1), (12, 2), (14, 4)",
                                "INSERT INTO shop.loose VALUES (1, 1), (2, 2), (3, 3)",
                                "UPDATE shop.parent SET id = id + 100 WHERE id < 3",
                                "UPDATE shop.child SET id = id + 100 WHERE id = 12",
                                "DELETE FROM shop.parent WHERE id = 101",
                                "BEGIN",
                                "INSERT INTO shop.parent VALUES (50, 50)",
                                "INSERT INTO shop.child VALUES (51, 50), (52, 50)",
                                "INSERT INTO shop.grandchild VALUES (51, 50)",
                                "UPDATE shop.child SET id = 53 WHERE id = 51",
                                "DELETE FROM shop.parent WHERE id IN (3, 50)",
                                "INSERT INTO shop.parent VALUES (50, 51)",
                                "COMMIT");
                walk.awaitApplied();
                assertThat(walk.facts().repaired() + walk.facts().missingDeletes())
                        .isZero();
            }
            assertThat(rows(source(), "shop.grandchild")).isEqualTo("[[112, 2]]");
            assertEqual();
        });
    }

    /** MySQL 9.6 and later log a REPLACE as one update, and the children stay; others delete them on the way. */
    @Test
    void aParentThatIsReplacedKeepsItsChildrenOrNotAsAtTheSource() {
        modes().forEach(modes -> {
            clear();
            try (Walk walk = new Walk(source(), target(), modes)) {
                source().execute(
                                "INSERT INTO shop.owner VALUES (1, 1), (2, 2), (3, 3)",
                                "INSERT INTO shop.pet VALUES (11, 1), (12, 2), (13, 3)",
                                "REPLACE INTO shop.owner VALUES (1, 10)",
                                "REPLACE INTO shop.owner VALUES (4, 2)",
                                "UPDATE shop.owner SET v = 30 WHERE id = 3");
                walk.awaitApplied();
            }
            assertEqual();
        });
    }

    private void clear() {
        for (DatabaseServer server : List.of(source(), target())) {
            for (String table : TABLES) {
                server.execute("SET SESSION foreign_key_checks = 0", "TRUNCATE TABLE " + table);
            }
        }
    }

    private void assertEqual() {
        for (String table : TABLES) {
            assertThat(rows(target(), table)).as(table).isEqualTo(rows(source(), table));
        }
    }

    private static String rows(DatabaseServer server, String table) {
        return Walk.rows(server, "SELECT * FROM " + table + " ORDER BY 1").toString();
    }
}
