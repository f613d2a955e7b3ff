package io.otter.node.load;

import static io.otter.node.load.LoadFixture.insert;
import static io.otter.node.load.LoadFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A target without room for rows is tried again, visibly, and goes on by itself once there is room. */
@ExtendWith(SharedServers.class)
class FullTargetTest {
    private static final TableSchema ITEM = new TableSchema(
            "src",
            "item",
            List.of(
                    new Column("id", "bigint", "bigint", false, false, false, null, null, List.of()),
                    new Column("note", "varchar", "varchar(2000)", false, false, false, "utf8mb4", null, List.of())),
            List.of(0),
            List.of());

    @Test
    void aFullTableIsTriedAgainUntilThereIsRoom(ServerPool servers) throws Exception {
        try (DatabaseServer target = servers.take("mariadb-11.4")) {
            target.execute(
                    "CREATE DATABASE shop",
                    "SET max_heap_table_size = 65536",
                    "CREATE TABLE shop.item (id BIGINT PRIMARY KEY, note VARCHAR(2000)) ENGINE = MEMORY");
            fill(target);
            try (LoadFixture load = LoadFixture.on(target)) {
                load.push(item(1_001), item(1_002));
                awaitFault(load, "full");
                target.execute("DELETE FROM shop.item WHERE id < 100");
                load.await("there is room");
                assertThat(load.failed).isEmpty();
            }
            assertThat(target.value("SELECT COUNT(*) FROM shop.item WHERE id > 1000"))
                    .isEqualTo("2");
        }
    }

    @Test
    void aTransactionTooLargeForTheTargetsLogIsTriedAgainUntilItFits(ServerPool servers) throws Exception {
        try (DatabaseServer target = servers.take("mariadb-11.4")) {
            target.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id BIGINT PRIMARY KEY, note VARCHAR(2000))",
                    "SET GLOBAL max_binlog_cache_size = 4096");
            try (LoadFixture load = LoadFixture.on(target)) {
                SelectedChange[] items = new SelectedChange[400];
                for (int i = 0; i < items.length; i++) {
                    items[i] = item(i);
                }
                load.push(items);
                awaitFault(load, "max_binlog_cache_size");
                target.execute("SET GLOBAL max_binlog_cache_size = 1073741824");
                load.await("it fits");
                assertThat(load.failed).isEmpty();
            }
            assertThat(target.value("SELECT COUNT(*) FROM shop.item")).isEqualTo("400");
        }
    }

    private static void awaitFault(LoadFixture load, String said) {
        await().until(() -> !load.retried.isEmpty() || !load.failed.isEmpty());
        assertThat(load.failed).isEmpty();
        assertThat(load.retried).first().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_TRANSIENT);
            assertThat(fault).hasMessageContaining(said);
        });
    }

    private static void fill(DatabaseServer target) {
        for (int i = 0; ; i++) {
            try {
                target.execute("INSERT INTO shop.item VALUES (" + i + ", REPEAT('x', 2000))");
            } catch (RuntimeException e) {
                assertThat(e).hasStackTraceContaining("is full");
                return;
            }
        }
    }

    private static SelectedChange item(long id) {
        return insert(ITEM, row(id, "x".repeat(1_000)));
    }
}
