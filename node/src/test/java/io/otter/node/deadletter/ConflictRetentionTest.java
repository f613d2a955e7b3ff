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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServers.class)
class ConflictRetentionTest {
    private static final long NOW = Instant.parse("2026-01-10T00:00:00Z").toEpochMilli();

    @Test
    void whatIsAWeekOldGoesInPartsUntilNoneIsLeft(ServerPool servers) throws SQLException {
        Hand clock = new Hand();
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
            ConflictRetention retention = new ConflictRetention(clock);
            ConflictTable conflicts = new ConflictTable(own, 1);
            for (int left : new int[] {7_001, 2_001, 1}) {
                assertThat(retention.isDue()).isTrue();
                retention.apply(own, conflicts);
                assertThat(tombstones(server)).isEqualTo(left);
                retention.apply(own, conflicts);
                assertThat(tombstones(server))
                        .as("others get a turn in between")
                        .isEqualTo(left);
                clock.millis += 1_000;
            }
            assertThat(retention.isDue()).as("after the last ones").isFalse();
            clock.millis += Duration.ofMinutes(10).toMillis();
            retention.apply(own, conflicts);
            assertThat(tombstones(server)).isZero();
        }
    }

    private static int tombstones(DatabaseServer server) {
        return Integer.parseInt(server.value("SELECT COUNT(*) FROM retl.retl_tombstone"));
    }

    private static final class Hand extends Clock {
        private long millis = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }
    }
}
