package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.SyncMode;
import io.otter.testsupport.database.DatabaseServer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row that has another row's key at the target alone is refused, and the other row stays what it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyCollationTest {
    private @Nullable DatabaseServer from;
    private @Nullable DatabaseServer to;

    @BeforeAll
    void startServers() {
        from = DatabaseServer.start("mariadb-11.4");
        to = DatabaseServer.start("mariadb-11.4");
        Walk.prepare(source(), target());
    }

    @AfterAll
    void stopServers() {
        Stream.of(from, to).filter(Objects::nonNull).forEach(DatabaseServer::close);
    }

    @BeforeEach
    void makeSchema() {
        for (DatabaseServer server : List.of(source(), target())) {
            server.execute("DROP DATABASE IF EXISTS keyed", "CREATE DATABASE keyed CHARACTER SET utf8mb4");
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            utf8mb4_bin,       utf8mb4_general_ci, 'a',  'A'
            utf8mb4_bin,       utf8mb4_general_ci, 'e',  'é'
            utf8mb4_nopad_bin, utf8mb4_bin,        'a',  'a '
            utf8mb4_turkish_ci, utf8mb4_unicode_ci, 'i', 'I'
            utf8mb4_general_ci, utf8mb4_unicode_ci, 'ss', 'ß'
            """)
    void anInsertOrUpdateDoesNotOverwriteTheRowThatItMeets(
            String collation, String targetCollation, String one, String other) {
        for (boolean update : List.of(false, true)) {
            makeSchema();
            tables("VARCHAR(9) COLLATE " + collation, "VARCHAR(9) COLLATE " + targetCollation);
            try (Walk walk = new Walk(source(), target(), Modes.schema("keyed"))) {
                source().execute("INSERT INTO keyed.t VALUES (" + one + ", 1), ('z', 2)");
                walk.awaitApplied();
                source().execute(
                                update
                                        ? "UPDATE keyed.t SET k = " + other + ", v = 3 WHERE k = 'z'"
                                        : "INSERT INTO keyed.t VALUES (" + other + ", 3)");
                OtterException fault = walk.awaitFailure();

                assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_DATA);
                assertThat(fault.getMessage())
                        .contains(other.replace("'", "").strip(), one.replace("'", ""), "keyed.t");
            }
            assertThat(Walk.rows(target(), "SELECT v FROM keyed.t ORDER BY v").toString())
                    .isEqualTo("[[1], [2]]");
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            VARCHAR(9) COLLATE utf8mb4_bin,       VARCHAR(9) COLLATE utf8mb4_general_ci, 'a', 'A'
            VARCHAR(9) COLLATE utf8mb4_nopad_bin, VARCHAR(9) COLLATE utf8mb4_bin,        'a', 'a '
            VARCHAR(9) COLLATE utf8mb4_bin,       CHAR(9) COLLATE utf8mb4_general_ci,    'a', 'A'
            VARBINARY(9),                         VARCHAR(9) COLLATE utf8mb4_general_ci, 'a', 'A'
            """)
    void ofTwoRowsOfWhichTheTargetHoldsOneTheOtherIsNeitherDeletedNorUpdated(
            String type, String targetType, String one, String other) {
        tables(type, targetType);
        source().execute("INSERT INTO keyed.t VALUES (" + one + ", 1), (" + other + ", 2), ('z', 3), ('Z', 4)");
        target().execute("INSERT INTO keyed.t VALUES (" + one + ", 1), ('z', 3)");
        try (Walk walk = new Walk(source(), target(), Modes.schema("keyed").with(SyncMode.FIELD))) {
            source().execute("DELETE FROM keyed.t WHERE v = 2", "DELETE FROM keyed.t WHERE v IN (3, 4)");
            walk.awaitApplied();
            assertThat(Walk.rows(target(), "SELECT k, v FROM keyed.t").toString())
                    .isEqualTo("[[a, 1]]");

            source().execute("SET SESSION sql_log_bin = 0", "INSERT INTO keyed.t VALUES (" + other + ", 5)");
            source().execute("UPDATE keyed.t SET v = 6 WHERE v = 5");
            assertThat(walk.awaitFailure().code()).isEqualTo(ErrorCode.LOAD_DATA);
        }
        assertThat(Walk.rows(target(), "SELECT k, v FROM keyed.t").toString()).isEqualTo("[[a, 1]]");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            DATETIME(6)   | DATETIME     | "2026-01-01 00:00:00.4"
            TIMESTAMP(3)  | TIMESTAMP(2) | "2026-01-01 00:00:00.004"
            DECIMAL(9,3)  | DECIMAL(9,1) | 1.234
            DOUBLE        | FLOAT        | 16777217
            VARBINARY(4)  | BINARY(4)    | X"00"
            """)
    void aKeyThatTheTargetRoundsIsRefused(String type, String targetType, String value) {
        tables(type, targetType);
        try (Walk walk = new Walk(source(), target(), Modes.schema("keyed"))) {
            source().execute("INSERT INTO keyed.t VALUES (" + value.replace('\"', '\'') + ", 1)");
            OtterException fault = walk.awaitFailure();

            assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_DATA);
            assertThat(fault.getMessage()).contains("keyed.t.k", "rounds", type.toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void aKeyThatADdlMakesFinerAtTheSourceAloneIsRefused() {
        tables("VARCHAR(9) COLLATE utf8mb4_general_ci", "VARCHAR(9) COLLATE utf8mb4_general_ci");
        try (Walk walk = new Walk(source(), target(), Modes.schema("keyed"))) {
            source().execute("INSERT INTO keyed.t VALUES ('a', 1)");
            walk.awaitApplied();
            source().execute(
                            "ALTER TABLE keyed.t MODIFY k VARCHAR(9) COLLATE utf8mb4_bin",
                            "INSERT INTO keyed.t VALUES ('b', 2)");
            OtterException fault = walk.awaitFailure();

            assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_DATA);
            assertThat(fault.getMessage()).contains("keyed.t.k", "utf8mb4_bin", "utf8mb4_general_ci", "since a DDL");
        }
    }

    private void tables(String type, String targetType) {
        source().execute("CREATE TABLE keyed.t (k " + type + " NOT NULL PRIMARY KEY, v INT)");
        target().execute("CREATE TABLE keyed.t (k " + targetType + " NOT NULL PRIMARY KEY, v INT)");
    }

    private DatabaseServer source() {
        return Objects.requireNonNull(from);
    }

    private DatabaseServer target() {
        return Objects.requireNonNull(to);
    }
}
