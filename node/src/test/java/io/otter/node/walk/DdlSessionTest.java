package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** DDL means at the target what it meant in the session that ran it at the source. */
@Tag("servers")
@ParameterizedClass
@MethodSource("pairs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class DdlSessionTest {
    private static final Modes MODES = Modes.schema("shop").withEverything(6_000, 1, Order.SOURCE);

    @Parameter
    String pair = "";

    private @Nullable DatabaseServer from;
    private @Nullable DatabaseServer to;

    static Stream<String> pairs() {
        return Stream.of(
                        "mysql-5.6:mysql-8.0",
                        "mysql-8.0:mysql-9.7",
                        "mysql-8.0:mariadb-11.4",
                        "mariadb-11.4:mysql-8.0")
                .filter(pair -> DatabaseServer.availableOf(pair.split(":")).size() == 2);
    }

    @BeforeEach
    void makeSchema(ServerPool servers) {
        if (from == null) {
            from = servers.take(pair.split(":")[0]);
            to = servers.take(pair.split(":")[1]);
            Walk.prepare(source(), target());
            Walk.setTimeZones(source(), target());
        }
        for (DatabaseServer server : List.of(source(), target())) {
            server.execute("DROP DATABASE IF EXISTS shop", "CREATE DATABASE shop CHARACTER SET utf8mb4");
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

    @Test
    void whatANonStrictSessionCreatedOrTruncatedIsTheSameAtTheTarget() {
        run(
                "SET SESSION sql_mode = ''",
                "CREATE TABLE shop.lax (id INT PRIMARY KEY, d DATE NOT NULL DEFAULT '0000-00-00', v VARCHAR(70000))",
                "INSERT INTO shop.lax (id, v) VALUES (1, 'too long')",
                "ALTER TABLE shop.lax MODIFY v VARCHAR(3)",
                "INSERT INTO shop.lax (id, v) VALUES (2, 'abc')");
        assertThat(rows(target(), "SELECT * FROM shop.lax ORDER BY id"))
                .isEqualTo("[[1, 0000-00-00, too], [2, 0000-00-00, abc]]");
    }

    @Test
    void aDefaultTimestampKeepsItsMomentInTheSessionsTimeZone() {
        run(
                "SET SESSION time_zone = '+05:00'",
                "CREATE TABLE shop.moment (id INT PRIMARY KEY, t TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00')",
                "INSERT INTO shop.moment (id) VALUES (1)");
        target().execute("INSERT INTO shop.moment (id) VALUES (2)");
        assertThat(rows(target(), "SELECT id, t FROM shop.moment ORDER BY id"))
                .startsWith("[[1, 2019-12-31 19:00:00")
                .contains("[2, 2019-12-31 19:00:00");
    }

    @Test
    void namesInDoubleQuotesAndBareBackslashesAreUnderstood() {
        run(
                "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
                "CREATE TABLE \"shop\".\"quo\"\"ted\" (\"id\" INT PRIMARY KEY, \"v\" VARCHAR(20) DEFAULT 'a\\',"
                        + " \"w`x\" INT COMMENT 'say \"x\"')",
                "ALTER TABLE \"shop\".\"quo\"\"ted\" ADD COLUMN \"n\" INT NOT NULL DEFAULT 5 AFTER \"id\"",
                "INSERT INTO \"shop\".\"quo\"\"ted\" (\"id\", \"w`x\") VALUES (1, 2)");
        target().execute("INSERT INTO shop.`quo\"ted` (id) VALUES (2)");
        assertThat(rows(target(), "SELECT * FROM shop.`quo\"ted` ORDER BY id"))
                .isEqualTo("[[1, 5, a\\, 2], [2, 5, a\\, null]]");
    }

    @Test
    void tablesComeAndGoInTheOrderOfADump() {
        run(
                "SET SESSION foreign_key_checks = 0",
                "CREATE TABLE shop.child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES shop.parent (id))",
                "CREATE TABLE shop.parent (id INT PRIMARY KEY)",
                "INSERT INTO shop.child VALUES (1, 1)",
                "DROP TABLE IF EXISTS shop.parent",
                "CREATE TABLE shop.parent (id INT PRIMARY KEY)",
                "INSERT INTO shop.parent VALUES (1)");
        assertThat(rows(target(), "SELECT c.id, p.id FROM shop.child c JOIN shop.parent p ON p.id = c.p"))
                .isEqualTo("[[1, 1]]");
    }

    @Test
    void utf8mb4IsSortedAsTheSourceSortsItWhereTheTargetCan() {
        assumeThat(target().isMariaDb()).isFalse();
        run("CREATE TABLE shop.sorted (id INT PRIMARY KEY, v VARCHAR(10)) CHARACTER SET utf8mb4");
        String collation = "SELECT COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_NAME = 'sorted'"
                + " AND COLUMN_NAME = 'v'";
        assertThat(rows(target(), collation)).isEqualTo(rows(source(), collation));
    }

    @Test
    void aTimestampColumnIsImplicitWhereItWas() {
        assumeThat(source().name()).isNotEqualTo("mysql-5.6"); // it cannot be set there
        run(
                "SET SESSION explicit_defaults_for_timestamp = OFF",
                "CREATE TABLE shop.implicit (id INT PRIMARY KEY, t TIMESTAMP)");
        assertThat(rows(
                        target(),
                        "SELECT IS_NULLABLE FROM information_schema.COLUMNS WHERE TABLE_NAME = 'implicit'"
                                + " AND COLUMN_NAME = 't'"))
                .isEqualTo("[[NO]]");
    }

    /** The session's settings end with its statement: later rows are loaded in strict mode and UTC. */
    @Test
    void laterRowsAreLoadedAsUsual() {
        run(
                "SET SESSION time_zone = '+05:00', sql_mode = ''",
                "CREATE TABLE shop.later (id INT PRIMARY KEY, t TIMESTAMP NULL DEFAULT '2020-01-01 00:00:00')",
                "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
                "ALTER TABLE shop.later ADD COLUMN n INT NOT NULL AUTO_INCREMENT UNIQUE",
                "INSERT INTO shop.later VALUES (1, '2021-06-01 05:00:00', 0)");
        assertThat(rows(target(), "SELECT id, n, UNIX_TIMESTAMP(t) FROM shop.later"))
                .isEqualTo(rows(source(), "SELECT id, n, UNIX_TIMESTAMP(t) FROM shop.later"));
    }

    private void run(String... statements) {
        try (Walk walk = new Walk(source(), target(), MODES)) {
            walk.awaitApplied();
            source().execute(statements);
            walk.awaitApplied();
        }
    }

    private static String rows(DatabaseServer server, String sql) {
        return Walk.rows(server, sql).toString();
    }
}
