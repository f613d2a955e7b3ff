package io.otter.node.load;

import static io.otter.node.load.LoadFixture.insert;
import static io.otter.node.load.LoadFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.node.batch.RowFault;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import io.otter.node.deadletter.DeadLetterWriter;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pipeline stops if one row after the other is refused. */
@ExtendWith(SharedServers.class)
class DeadLetterLimitTest {
    private static final TableSchema ITEM = new TableSchema(
            "src",
            "item",
            List.of(new Column("id", "bigint", "bigint", false, false, false, null, null, List.of())),
            List.of(0),
            List.of());

    @Test
    void loadingStopsAtTheLimitOfOpenDeadLetters(ServerPool servers) throws Exception {
        try (DatabaseServer target = servers.take("mariadb-11.4")) {
            target.execute(
                    "CREATE DATABASE shop", "CREATE TABLE shop.item (id BIGINT PRIMARY KEY, CHECK (id MOD 10 <> 5))");
            try (LoadFixture load = fixture(target, 1)) {
                for (long id : List.of(1L, 5L, 2L, 15L, 3L, 25L, 4L)) {
                    load.push(insert(ITEM, row(id)));
                }
                load.await("full");
                assertThat(load.failed).singleElement().satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.DEAD_LETTERS_FULL);
                    assertThat(fault.getMessage()).contains("2 rows", "dst", "id = 25");
                });
            }
            assertThat(rows(target, "SELECT id FROM shop.item")).isEqualTo("1;2;3;");
            assertThat(rows(target, "SELECT KEY_TEXT FROM retl.retl_dead_letter"))
                    .isEqualTo("id = 5;id = 15;");

            target.execute("UPDATE retl.retl_dead_letter SET DONE = 1");
            try (LoadFixture load = fixture(target, 2)) {
                load.push(insert(ITEM, row(25L)));
                load.push(insert(ITEM, row(4L)));
                load.await("place again");
                assertThat(load.failed).isEmpty();
            }
            assertThat(rows(target, "SELECT id FROM shop.item")).isEqualTo("1;2;3;4;");
        }
    }

    @Test
    void aRowWhoseFilterFailedIsSetAsideWithItsKeyOnly(ServerPool servers) throws Exception {
        try (DatabaseServer target = servers.take("mariadb-11.4")) {
            target.execute("CREATE DATABASE shop", "CREATE TABLE shop.item (id BIGINT PRIMARY KEY)");
            try (LoadFixture load = fixture(target, 1)) {
                RowFault fault = new RowFault(ErrorCode.FILTER_FAILED, "row id = 2: no such column");
                SelectedChange row = insert(ITEM, row(2L));
                load.push(
                        insert(ITEM, row(1L)),
                        new SelectedChange(row.change(), row.pairIds(), false, fault),
                        insert(ITEM, row(3L)));
                load.await("the others");
                assertThat(load.failed).isEmpty();
            }
            assertThat(rows(target, "SELECT id FROM shop.item")).isEqualTo("1;3;");
            assertThat(rows(
                            target,
                            "SELECT CONCAT(KEY_TEXT, ' ', PK_DATA, ' ', ERROR_CODE) FROM retl.retl_dead_letter"))
                    .isEqualTo("id = 2 2 FILTER_FAILED;");
        }
    }

    private static LoadFixture fixture(DatabaseServer target, long epoch) {
        DeadLetterWriter box = new DeadLetterWriter(
                "line",
                70,
                LoadFixture.media(target, target.port()),
                2,
                LoadFixture.connector(),
                () -> {},
                Clock.systemUTC());
        return new LoadFixture(target, target.port(), LoadFixture.parameters(4), box, epoch);
    }

    private static String rows(DatabaseServer server, String sql) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                text.append(result.getString(1)).append(';');
            }
        }
        return text.toString();
    }
}
