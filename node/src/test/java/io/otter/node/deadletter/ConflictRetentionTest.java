package io.otter.node.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.database.control.ConflictTable;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServers.class)
class ConflictRetentionTest {
    private static final long NOW = Instant.parse("2026-01-10T00:00:00Z").toEpochMilli();

    @Test
    void whatIsAWeekOldGoesInPartsUntilNoneIsLeft(ServerPool servers) throws SQLException {
        AtomicLong millis = new AtomicLong(NOW);
        try (DatabaseServer server = servers.take("mysql-8.0");
                Connection own = server.connect()) {
            new ControlTables("p").ensure(own, ControlTable.CONFLICT, ControlTable.ANSWER, ControlTable.TOMBSTONE);
            server.execute(
                    "SET SESSION cte_max_recursion_depth = 20000",
                    "INSERT INTO retl.retl_tombstone WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                            + " WHERE i < 12000) SELECT CONCAT('old', i), '1', "
                            + (NOW - Duration.ofDays(7).toMillis() - 1) + " FROM n",
                    "INSERT INTO retl.retl_tombstone VALUES ('new', '1', "
                            + (NOW - Duration.ofDays(7).toMillis() + 60_000) + ")");
            ConflictRetention retention = new ConflictRetention(() -> Instant.ofEpochMilli(millis.get()));
            ConflictTable conflicts = new ConflictTable(own, 1);
            for (int left : new int[] {7_001, 2_001, 1}) {
                assertThat(retention.isDue()).isTrue();
                retention.apply(own, conflicts);
                assertThat(tombstones(server)).isEqualTo(left);
                retention.apply(own, conflicts);
                assertThat(tombstones(server))
                        .as("others get a turn in between")
                        .isEqualTo(left);
                millis.addAndGet(1_000);
            }
            assertThat(retention.isDue()).as("after the last ones").isFalse();
            millis.addAndGet(Duration.ofMinutes(10).toMillis());
            retention.apply(own, conflicts);
            assertThat(tombstones(server)).isZero();
        }
    }

    private static int tombstones(DatabaseServer server) {
        return Integer.parseInt(server.value("SELECT COUNT(*) FROM retl.retl_tombstone"));
    }
}
