package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Consistency;
import io.otter.common.model.Order;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.record.Records;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written at the target for a changed row. */
@ParameterizedClass
@MethodSource("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class ModesTest {
    private static final Modes WHOLE = Modes.schema("shop");
    private static final Modes FIELD = WHOLE.with(SyncMode.FIELD);

    @Parameter
    String name = "";

    private @Nullable DatabaseServer from;
    private @Nullable DatabaseServer to;

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4");
    }

    @BeforeEach
    void makeTables(ServerPool servers) {
        if (from == null) {
            from = servers.take(name);
            to = servers.take(name);
            Walk.prepare(source(), target());
            Walk.setTimeZones(source(), target());
        }
        for (DatabaseServer server : List.of(source(), target())) {
            server.execute(
                    "DROP DATABASE IF EXISTS shop",
                    "CREATE DATABASE shop CHARACTER SET utf8mb4",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, a INT, b VARCHAR(20), c VARCHAR(20) DEFAULT 'new')");
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
        return java.util.Objects.requireNonNull(from);
    }

    private DatabaseServer target() {
        return java.util.Objects.requireNonNull(to);
    }

    @Test
    void rowWritesTheWholeRowAndFieldOnlyWhatChanged() {
        for (Modes modes : List.of(WHOLE, FIELD)) {
            source().execute(
                            "DELETE FROM shop.item", "INSERT INTO shop.item VALUES (1, 1, 'b', 'c'), (2, 2, 'b', 'c')");
            target().execute(
                            "DELETE FROM shop.item",
                            "INSERT INTO shop.item VALUES (1, 1, 'own', NULL), (2, 2, 'b', 'c')");
            try (Walk walk = new Walk(source(), target(), modes)) {
                source().execute(
                                "UPDATE shop.item SET a = 10 WHERE id = 1",
                                "UPDATE shop.item SET a = NULL, b = 'B' WHERE id = 2",
                                "UPDATE shop.item SET id = 3 WHERE id = 2");
                walk.awaitApplied();
            }
            assertThat(at(target(), "shop.item"))
                    .isEqualTo(modes == FIELD ? "1,10,own,null; 3,null,B,c" : "1,10,b,c; 3,null,B,c");
        }
    }

    @Test
    void fieldSendsAllOfAGroupWhenOneOfItChanged() {
        source().execute("INSERT INTO shop.item VALUES (1, 1, 'b', 'c')");
        target().execute("INSERT INTO shop.item VALUES (1, 1, 'own', 'own')");
        ColumnView groups =
                new ColumnView(ColumnPairMode.INCLUDE, List.of(), List.of(List.of("A", "b"), List.of("c", "missing")));
        try (Walk walk = new Walk(source(), target(), FIELD.with(Walk.pair(1, "shop.item", "shop.item", groups)))) {
            source().execute("UPDATE shop.item SET a = 2");
            walk.awaitApplied();
        }
        assertThat(at(target(), "shop.item")).isEqualTo("1,2,b,own");
    }

    @Test
    void fieldWritesAMissingRowWhole() {
        source().execute("INSERT INTO shop.item VALUES (1, 1, 'b', 'c')");
        try (Walk walk = new Walk(source(), target(), FIELD)) {
            source().execute("UPDATE shop.item SET a = 2");
            walk.awaitApplied();
            assertThat(walk.facts().repaired()).isEqualTo(1);
        }
        assertThat(at(target(), "shop.item")).isEqualTo("1,2,b,c");
    }

    @Test
    void fieldLeavesNoColumnToTheTargetsClock() {
        for (DatabaseServer server : List.of(source(), target())) {
            server.execute("CREATE TABLE shop.touched (id INT PRIMARY KEY, a INT, t TIMESTAMP NOT NULL DEFAULT"
                    + " CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)");
        }
        try (Walk walk = new Walk(source(), target(), FIELD)) {
            source().execute(
                            "SET SESSION time_zone = '+00:00'",
                            "INSERT INTO shop.touched VALUES (1, 1, '2001-02-03 04:05:06')",
                            "UPDATE shop.touched SET a = 2, t = t");
            walk.awaitApplied();
        }
        assertThat(at(target(), "shop.touched")).isEqualTo("1,2,2001-02-03 04:05:06");
    }

    @Test
    void fieldSendsNothingWhenOnlyColumnsOutsideOfTheViewChanged() {
        source().execute("INSERT INTO shop.item VALUES (1, 1, 'b', 'c')");
        target().execute("INSERT INTO shop.item VALUES (1, 9, 'own', 'own')");
        ColumnView view = new ColumnView(ColumnPairMode.EXCLUDE, List.of(new ColumnPair("c", "c")), List.of());
        try (Walk walk = new Walk(source(), target(), FIELD.with(Walk.pair(1, "shop.item", "shop.item", view)))) {
            source().execute("UPDATE shop.item SET c = 'changed'");
            walk.awaitApplied();
            source().execute("UPDATE shop.item SET b = 'changed'");
            walk.awaitApplied();
        }
        assertThat(at(target(), "shop.item")).isEqualTo("1,9,changed,own");
    }

    @Test
    void oneTableGoesToSeveralTargetsEachWithItsOwnView() {
        target().execute(
                        "CREATE TABLE shop.names (id INT PRIMARY KEY, label VARCHAR(20))",
                        "CREATE TABLE shop.rest (id INT PRIMARY KEY, a INT, c VARCHAR(20))");
        ColumnView names = new ColumnView(
                ColumnPairMode.INCLUDE, List.of(new ColumnPair("id", "id"), new ColumnPair("b", "label")), List.of());
        ColumnView rest = new ColumnView(ColumnPairMode.EXCLUDE, List.of(new ColumnPair("b", "b")), List.of());
        Modes modes = WHOLE.with(
                Walk.pair(1, "shop.item", "shop.names", names),
                Walk.pair(2, "shop.item", "shop.rest", rest),
                Walk.pair(3, "shop.item", "shop.item", ColumnView.ALL));
        for (Modes one : List.of(modes, modes.with(SyncMode.FIELD))) {
            source().execute("DELETE FROM shop.item");
            target().execute("DELETE FROM shop.item", "DELETE FROM shop.names", "DELETE FROM shop.rest");
            try (Walk walk = new Walk(source(), target(), one)) {
                source().execute(
                                "INSERT INTO shop.item VALUES (1, 1, 'one', 'x'), (2, 2, 'two', 'y'), (3, 3, 'three', 'z')",
                                "UPDATE shop.item SET a = a + 10, b = UPPER(b) WHERE id < 3",
                                "DELETE FROM shop.item WHERE id = 3");
                walk.awaitApplied();
            }
            assertThat(at(target(), "shop.names")).isEqualTo("1,ONE; 2,TWO");
            assertThat(at(target(), "shop.rest")).isEqualTo("1,11,x; 2,12,y");
            assertThat(at(target(), "shop.item")).isEqualTo("1,11,ONE,x; 2,12,TWO,y");
        }
    }

    @Test
    void severalTablesGoToOne() {
        source().execute("CREATE TABLE shop.item_2 LIKE shop.item");
        Modes modes = FIELD.with(
                Walk.pair(1, "shop.item", "shop.item", ColumnView.ALL),
                Walk.pair(2, "shop.item_2", "shop.item", ColumnView.ALL));
        try (Walk walk = new Walk(source(), target(), modes)) {
            source().execute(
                            "INSERT INTO shop.item VALUES (1, 1, 'x', 'x')",
                            "INSERT INTO shop.item_2 VALUES (2, 2, 'y', 'y')",
                            "UPDATE shop.item_2 SET a = 3",
                            "DELETE FROM shop.item",
                            "INSERT INTO shop.item_2 VALUES (1, 7, 'z', 'z')");
            walk.awaitApplied();
        }
        assertThat(at(target(), "shop.item")).isEqualTo("1,7,z,z; 2,3,y,y");
    }

    @Test
    void aColumnThatTheTargetLacksIsLeftOutWhileItIsNull() {
        target().execute("ALTER TABLE shop.item DROP COLUMN b");
        try (Walk walk = new Walk(source(), target(), WHOLE.with(parameters(false, true)))) {
            source().execute(
                            "INSERT INTO shop.item VALUES (1, 1, NULL, 'c')",
                            "UPDATE shop.item SET a = 2",
                            "INSERT INTO shop.item VALUES (2, 1, NULL, 'c')",
                            "DELETE FROM shop.item WHERE id = 2");
            walk.awaitApplied();
            assertThat(at(target(), "shop.item")).isEqualTo("1,2,c");
            source().execute("UPDATE shop.item SET b = 'value'");
            OtterException fault = walk.awaitFailure();
            assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_MISSING_TARGET);
            assertThat(fault).hasMessageContaining("shop.item.b is missing at the target, and a row has a value");
        }
    }

    @Test
    void aColumnThatTheTargetLacksStopsThePipelineAtOnceWhereThatIsWanted() {
        target().execute("ALTER TABLE shop.item DROP COLUMN b");
        try (Walk walk = new Walk(source(), target(), WHOLE.with(parameters(false, false)))) {
            source().execute("INSERT INTO shop.item VALUES (1, 1, NULL, 'c')");
            assertThat(walk.awaitFailure().code()).isEqualTo(ErrorCode.LOAD_MISSING_TARGET);
        }
        assertThat(at(target(), "shop.item")).isEmpty();
    }

    @Test
    void mediaWritesRowsAsTheyAreNow() {
        StartPosition start = Walk.end(source());
        source().execute(
                        "INSERT INTO shop.item VALUES (1, 1, 'then', 'c'), (2, 1, 'then', 'c'), (3, 1, 'then', 'c')",
                        "UPDATE shop.item SET b = 'later' WHERE id = 1",
                        "UPDATE shop.item SET id = 20 WHERE id = 2",
                        "DELETE FROM shop.item WHERE id = 3",
                        "SET SESSION sql_log_bin = 0",
                        "UPDATE shop.item SET b = 'now'");
        for (SyncMode mode : SyncMode.values()) {
            target().execute("DELETE FROM shop.item", "DROP DATABASE IF EXISTS retl");
            try (Walk walk = new Walk(source(), target(), WHOLE.with(mode).with(Consistency.MEDIA), start)) {
                walk.awaitApplied();
            }
            assertThat(at(target(), "shop.item")).isEqualTo("1,1,now,c; 20,1,now,c");
        }
    }

    @Test
    void aLookUpWaitsForTheCommitOfWhatTheLogHasAlready() throws Exception {
        StartPosition start = Walk.end(source());
        source().execute("INSERT INTO shop.item VALUES (1, 1, 'then', 'c')");
        try (Connection connection = source().connect();
                Statement committing = connection.createStatement()) {
            committing.execute("SET SESSION sql_log_bin = 0");
            connection.setAutoCommit(false);
            committing.execute("UPDATE shop.item SET b = 'now'");
            try (Walk walk = new Walk(source(), target(), WHOLE.with(Consistency.MEDIA), start)) {
                await("the look-up waits")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !Walk.rows(
                                        source(),
                                        "SELECT 1 FROM information_schema.PROCESSLIST"
                                                + " WHERE INFO LIKE 'SELECT%shop%item%' AND ID <> CONNECTION_ID()")
                                .isEmpty());
                connection.commit();
                walk.awaitApplied();
            }
        }
        assertThat(at(target(), "shop.item")).isEqualTo("1,1,now,c");
    }

    @Test
    void aMissingRowIsWrittenAsLoggedOrSkipped() {
        StartPosition start = Walk.end(source());
        source().execute(
                        "INSERT INTO shop.item VALUES (1, 1, 'log', 'c'), (2, 1, 'x', 'c')",
                        "SET SESSION sql_log_bin = 0",
                        "DELETE FROM shop.item WHERE id = 1");
        for (boolean skipNoRow : List.of(false, true)) {
            target().execute("DELETE FROM shop.item");
            Modes modes = WHOLE.with(Consistency.MEDIA).with(parameters(skipNoRow, true));
            try (Walk walk = new Walk(source(), target(), modes, start)) {
                walk.awaitApplied();
            }
            assertThat(at(target(), "shop.item")).isEqualTo(skipNoRow ? "2,1,x,c" : "1,1,log,c; 2,1,x,c");
        }
    }

    @Test
    void partialRowImagesArriveWhole() {
        for (DatabaseServer server : List.of(source(), target())) {
            server.execute("CREATE TABLE shop.blobs (k VARCHAR(9) NOT NULL, n INT NOT NULL, t TEXT, b BLOB, x INT,"
                    + " at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), UNIQUE KEY (k, n))");
        }
        for (String image : List.of("MINIMAL", "NOBLOB")) {
            for (SyncMode mode : SyncMode.values()) {
                source().execute("DELETE FROM shop.item", "DELETE FROM shop.blobs");
                target().execute("DELETE FROM shop.item", "DELETE FROM shop.blobs");
                try (Walk walk = new Walk(source(), target(), WHOLE.with(mode))) {
                    source().execute(
                                    "SET SESSION binlog_row_image = " + image,
                                    "INSERT INTO shop.item (id) VALUES (1), (2), (3), (4)",
                                    "UPDATE shop.item SET a = 1, b = 'one' WHERE id = 1",
                                    "UPDATE shop.item SET id = 20, c = NULL WHERE id = 2",
                                    "DELETE FROM shop.item WHERE id = 3",
                                    "INSERT INTO shop.blobs (k, n, t, b) VALUES ('a', 1, 'text', x'00ff'), ('b', 2, NULL, '')",
                                    "UPDATE shop.blobs SET x = 5",
                                    "UPDATE shop.blobs SET t = 'changed' WHERE k = 'a'",
                                    "UPDATE shop.blobs SET k = 'c' WHERE k = 'b'");
                    walk.awaitApplied();
                }
                for (String table : List.of("shop.item", "shop.blobs")) {
                    assertThat(at(target(), table)).as(image + " " + mode).isEqualTo(at(source(), table));
                }
            }
        }
    }

    @Test
    void aPartialUpdateOfAMissingRowIsCompletedFromTheSource() {
        source().execute("INSERT INTO shop.item VALUES (1, 1, 'b', 'c')");
        try (Walk walk = new Walk(source(), target(), WHOLE)) {
            source().execute("SET SESSION binlog_row_image = MINIMAL", "UPDATE shop.item SET a = 2");
            walk.awaitApplied();
        }
        assertThat(at(target(), "shop.item")).isEqualTo("1,2,b,c");
    }

    @Test
    void aLookUpSurvivesDdlThatTheLogHasNotReached() {
        Modes modes = WHOLE.with(SyncMode.FIELD).withEverything(1, 1, Order.SOURCE);
        try (Walk walk = new Walk(source(), target(), modes)) {
            source().execute(
                            "SET SESSION binlog_row_image = MINIMAL",
                            "INSERT INTO shop.item (id) VALUES (1), (2), (3)");
            walk.awaitApplied();
            walk.load(false);
            for (int i = 0; i < 20; i++) {
                source().execute(
                                "SET SESSION binlog_row_image = MINIMAL",
                                "UPDATE shop.item SET a = " + i + " WHERE id = 1",
                                "INSERT INTO shop.item (id) VALUES (1" + i + ")",
                                "ALTER TABLE shop.item CHANGE b b" + i + " INT, CHANGE c b VARCHAR(20)",
                                "INSERT INTO shop.item (id) VALUES (2" + i + ")",
                                "ALTER TABLE shop.item CHANGE b c VARCHAR(20) DEFAULT 'new', CHANGE b" + i
                                        + " b VARCHAR(20)");
            }
            walk.load(true);
            walk.awaitApplied();
        }
        assertThat(at(target(), "shop.item")).isEqualTo(at(source(), "shop.item"));
    }

    @Test
    void aPartialImageWithoutTheTargetsKeyIsRefused() {
        target().execute("ALTER TABLE shop.item DROP PRIMARY KEY, ADD PRIMARY KEY (b)");
        source().execute("INSERT INTO shop.item VALUES (1, 1, 'b', 'c')");
        target().execute("INSERT INTO shop.item VALUES (1, 1, 'b', 'c')");
        try (Walk walk = new Walk(source(), target(), WHOLE)) {
            source().execute("SET SESSION binlog_row_image = MINIMAL", "DELETE FROM shop.item");
            assertThatThrownBy(walk::awaitApplied)
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_NOT_FULL))
                    .hasMessageContaining("shop.item")
                    .hasMessageContaining("key column b");
        }
    }

    private static PipelineParameters parameters(boolean skipNoRow, boolean compatibleMissingColumn) {
        PipelineParameters present = WHOLE.parameters();
        return Records.with(present, "skipNoRow", skipNoRow, "compatibleMissingColumn", compatibleMissingColumn);
    }

    private static String at(DatabaseServer server, String table) {
        return Walk.rows(server, "SELECT * FROM " + table + " ORDER BY 1").stream()
                .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .collect(Collectors.joining("; "));
    }
}
