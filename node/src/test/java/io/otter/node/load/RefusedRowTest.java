package io.otter.node.load;

import static io.otter.node.load.LoadFixture.delete;
import static io.otter.node.load.LoadFixture.insert;
import static io.otter.node.load.LoadFixture.row;
import static io.otter.node.load.LoadFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.json.Json;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.communication.Credentials;
import io.otter.database.control.RefusedRowTable;
import io.otter.node.batch.RowFault;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.node.deadletter.DeadLetterShipper;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What a pipeline keeps of the row at which it stops, and how it goes on when an operator has decided. */
@ExtendWith(SharedServers.class)
class RefusedRowTest {
    private static final TableSchema ITEM = new TableSchema(
            "src",
            "item",
            List.of(
                    column("id", "bigint"),
                    column("code", "bigint"),
                    column("note", "longtext"),
                    column("data", "longblob")),
            List.of(0),
            List.of());
    private static final byte[] BYTES = {0, (byte) 0xff};

    private DatabaseServer target;
    private DeadLetterShipper shipper;
    private long epoch;

    @BeforeEach
    void begin(ServerPool servers) {
        target = servers.take("mariadb-11.4");
        target.execute(
                "CREATE DATABASE shop",
                "CREATE TABLE shop.item (id BIGINT PRIMARY KEY, code BIGINT UNIQUE, note LONGTEXT, data LONGBLOB,"
                        + " own INT DEFAULT 3, CHECK (code <> 5))");
        shipper = new DeadLetterShipper(
                List.of(new ServerAddress("127.0.0.1", 1)),
                Credentials.of("a shared key of the tests", 1),
                LoadFixture.connector(),
                Clock.systemUTC());
        shipper.start();
    }

    @AfterEach
    void end() {
        shipper.close();
        target.close();
    }

    @Test
    void theRowThatStopsIsKeptWithWhatTheTargetHas() throws Exception {
        target.execute("INSERT INTO shop.item VALUES (2, 20, 'here', x'01', 4), (3, 30, 'of another', NULL, 4)");
        try (LoadFixture load = fixture()) {
            load.push(insert(ITEM, row(1L, 10L, "a", BYTES)));
            load.push(update(ITEM, row(2L, 20L, "before", BYTES), row(2L, 30L, "after", null)));
            load.await("the stop");
            assertThat(load.failed)
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_DATA));
        }
        assertThat(rows("SELECT id FROM shop.item")).isEqualTo("1;2;3;");
        RefusedRowTable.Kept kept = last();
        assertThat(kept.permittedBy()).isNull();
        RefusedRowTable.Entry entry = kept.entry();
        assertThat(entry.epoch()).isEqualTo(epoch);
        assertThat(entry.sourceTable()).isEqualTo("src.item");
        assertThat(entry.targetTable()).isEqualTo("shop.item");
        assertThat(entry.kind()).isEqualTo("UPDATE");
        assertThat(entry.key()).isEqualTo("id = 2");
        assertThat(entry.errorCode()).isEqualTo("LOAD_DATA");
        assertThat(entry.errorText()).contains("id = 2", "Duplicate entry");
        assertThat(entry.position()).contains("\"offset\":1002");
        JsonNode images = Json.MAPPER.readTree(entry.images());
        assertThat(images.path("columns").path("note").asString()).isEqualTo("note");
        assertThat(images.path("before").toString())
                .isEqualTo("{\"id\":2,\"code\":20,\"note\":\"before\",\"data\":{\"hex\":\"00ff\"}}");
        assertThat(images.path("after").toString())
                .isEqualTo("{\"id\":2,\"code\":30,\"note\":\"after\",\"data\":null}");
        assertThat(images.path("present").toString())
                .isEqualTo("{\"id\":\"2\",\"code\":\"20\",\"note\":\"here\",\"data\":{\"hex\":\"01\"},\"own\":\"4\"}");
        assertThat(images.path("others").size()).isEqualTo(1);
        assertThat(images.path("others").path(0).path("note").asString()).isEqualTo("of another");
    }

    @Test
    void exactlyTheRowThatWasDecidedAboutIsPutAside() throws Exception {
        List<SelectedChange> twice = List.of(
                insert(ITEM, row(1L, 5L, "bad", null)),
                insert(ITEM, row(2L, 20L, "good", null)),
                insert(ITEM, row(3L, 5L, "bad, too", null)));
        stop(twice);
        long first = last().id();
        assertThat(last().entry().key()).isEqualTo("id = 1");
        assertThat(permit(first)).isTrue();
        assertThat(permit(first)).as("a second decision").isFalse();

        stop(twice);
        assertThat(last().entry().key()).isEqualTo("id = 3");
        assertThat(rows("SELECT id FROM shop.item")).isEmpty();
        assertThat(rows("SELECT KEY_TEXT FROM retl.retl_dead_letter"))
                .as("the transaction is not applied, nor is its letter")
                .isEmpty();
        long second = last().id();
        stop(twice);
        assertThat(permit(second)).as("a click on what an earlier term showed").isFalse();
        assertThat(permit(last().id())).isTrue();

        try (LoadFixture load = fixture()) {
            load.push(List.of(twice));
            load.push(insert(ITEM, row(4L, 40L, "next", null)));
            load.await("all");
            assertThat(load.failed).isEmpty();
        }
        assertThat(rows("SELECT id FROM shop.item")).isEqualTo("2;4;");
        assertThat(rows("SELECT CONCAT(KEY_TEXT, ' ', KIND, ' ', ERROR_CODE) FROM retl.retl_dead_letter"))
                .isEqualTo("id = 1 INSERT LOAD_DATA;id = 3 INSERT LOAD_DATA;");
        assertThat(rows("SELECT ID FROM retl.retl_refused_row")).isEmpty();
    }

    @Test
    void aPermissionIsForNoOtherRowAndEndsOnceTheLogHasPassed() throws Exception {
        stop(List.of(insert(ITEM, row(1L, 5L, "bad", null))));
        assertThat(permit(last().id())).isTrue();
        // Another transaction comes first, because the position was moved back.
        try (LoadFixture load = fixture()) {
            load.resumeAt(900);
            load.push(insert(ITEM, row(1L, 5L, "bad", null)));
            load.await("the stop");
            assertThat(load.failed).hasSize(1);
        }
        assertThat(last().entry().position()).contains("\"offset\":901");
        assertThat(rows("SELECT count(*) FROM retl.retl_refused_row")).isEqualTo("2;");
        target.execute("ALTER TABLE shop.item DROP CONSTRAINT CONSTRAINT_1");
        try (LoadFixture load = fixture()) {
            load.resumeAt(900);
            load.push(insert(ITEM, row(1L, 5L, "bad", null)));
            load.await("the row");
            assertThat(rows("SELECT count(*) FROM retl.retl_refused_row")).isEqualTo("1;");
            load.resumeAt(1_000);
            load.push(insert(ITEM, row(9L, 9L, "instead", null)));
            load.await("the place");
            assertThat(load.failed).isEmpty();
        }
        assertThat(rows("SELECT count(*) FROM retl.retl_refused_row")).isEqualTo("0;");
        assertThat(rows("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_NAME = 'retl_dead_letter'"))
                .as("nothing was put aside")
                .isEmpty();
    }

    @Test
    void aRowOnWhichAFilterFailedIsKeptWithItsKeyOnlyAndCanBePutAside() throws Exception {
        SelectedChange faulty = insert(ITEM, row(2L, Row.ABSENT, Row.ABSENT, Row.ABSENT));
        List<SelectedChange> changes = List.of(
                new SelectedChange(
                        faulty.change(),
                        faulty.pairIds(),
                        false,
                        new RowFault(ErrorCode.FILTER_FAILED, "row id = 2: no such column")),
                insert(ITEM, row(3L, 30L, "good", null)));
        stop(changes);
        assertThat(last().entry().errorCode()).isEqualTo("FILTER_FAILED");
        assertThat(Json.MAPPER.readTree(last().entry().images()).path("after").toString())
                .isEqualTo("{\"id\":2}");
        permit(last().id());
        try (LoadFixture load = fixture()) {
            load.push(List.of(changes));
            load.await("all");
            assertThat(load.failed).isEmpty();
        }
        assertThat(rows("SELECT id FROM shop.item")).isEqualTo("3;");
        assertThat(rows("SELECT ERROR_CODE FROM retl.retl_dead_letter")).isEqualTo("FILTER_FAILED;");
    }

    @Test
    void hugeValuesAreCutBeforeTheyAreKept() throws Exception {
        String text = "😀".repeat(2_000_000);
        byte[] bytes = new byte[4_000_000];
        target.execute("SET GLOBAL max_allowed_packet = 67108864");
        target.execute("INSERT INTO shop.item VALUES (1, 10, REPEAT('😀', 2000000), REPEAT('x', 4000000), 4)");
        stop(List.of(update(ITEM, row(1L, 10L, text, bytes), row(1L, 5L, text + "!", bytes))));
        assertThat(last().entry().images().length()).isLessThan(30_000);
        JsonNode images = Json.MAPPER.readTree(last().entry().images());
        for (String image : List.of("before", "after", "present")) {
            assertThat(images.path(image).path("note").asString())
                    .endsWith("😀…")
                    .doesNotContain("?");
            assertThat(images.path(image).path("data").path("hex").asString()).endsWith("…");
        }
    }

    @Test
    void aRowThatIsMissingHasNothingPresent() throws Exception {
        stop(List.of(update(ITEM, row(1L, 10L, Row.ABSENT, null), row(1L, 11L, Row.ABSENT, null))));
        assertThat(last().entry().errorCode()).isEqualTo("LOAD_ROW_NOT_FOUND");
        JsonNode images = Json.MAPPER.readTree(last().entry().images());
        assertThat(images.path("present").isNull()).isTrue();
        assertThat(images.path("before").has("note")).isFalse();

        // Retry after the target was repaired.
        target.execute("INSERT INTO shop.item VALUES (1, 10, 'repaired', NULL, 1)");
        try (LoadFixture load = fixture()) {
            load.push(update(ITEM, row(1L, 10L, Row.ABSENT, null), row(1L, 11L, Row.ABSENT, null)));
            load.push(delete(ITEM, row(1L, 11L, "repaired", null)));
            load.await("both");
            assertThat(load.failed).isEmpty();
        }
        assertThat(rows("SELECT ID FROM retl.retl_refused_row")).isEmpty();
    }

    /** Loads a transaction, always at the same place, and expects that it is refused. */
    private void stop(List<SelectedChange> transaction) {
        try (LoadFixture load = fixture()) {
            load.push(List.of(transaction));
            load.await("the stop");
            assertThat(load.failed).hasSize(1);
        }
    }

    private LoadFixture fixture() {
        PipelineConfig pipeline = LoadFixture.pipeline(target, target.port(), LoadFixture.parameters(4));
        DeadLetters letters = shipper.writer(pipeline, LoadFixture.media(target, target.port()));
        return new LoadFixture(target, target.port(), LoadFixture.parameters(4), letters, ++epoch);
    }

    private RefusedRowTable.Kept last() throws SQLException {
        try (Connection connection = target.connect()) {
            return new RefusedRowTable(connection, 70).last().orElseThrow();
        }
    }

    private boolean permit(long id) throws SQLException {
        try (Connection connection = target.connect()) {
            return new RefusedRowTable(connection, 70).permit(id, "admin");
        }
    }

    private String rows(String sql) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                text.append(result.getString(1)).append(';');
            }
        }
        return text.toString();
    }

    private static Column column(String name, String type) {
        boolean text = type.equals("longtext");
        return new Column(
                name,
                type,
                type,
                false,
                true,
                false,
                text ? "utf8mb4" : null,
                text ? "utf8mb4_general_ci" : null,
                List.of());
    }
}
