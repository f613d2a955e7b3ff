package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.PipelineParameters;
import io.otter.database.control.ControlScript;
import io.otter.database.control.ControlTable;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.record.Records;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The delay of a source none of whose own changes are synced. */
@ExtendWith(SharedServers.class)
class HeartbeatTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void anIdleSourceTellsHowLateItsTargetIs(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mysql-8.0")) {
            Walk.prepare(source, target);
            source.execute(new ControlScript().createSchema(), new ControlScript().create(ControlTable.HEARTBEAT));
            for (DatabaseServer server : new DatabaseServer[] {source, target}) {
                server.execute("CREATE DATABASE beat", "CREATE TABLE beat.item (id INT PRIMARY KEY)");
            }
            source.execute(
                    "CREATE DATABASE other",
                    "CREATE TABLE other.noise (id INT PRIMARY KEY)",
                    "CREATE TABLE mysql.rds_heartbeat2 (id INT PRIMARY KEY, value BIGINT)");
            try (Walk walk = new Walk(source, target, Modes.schema("beat").with(everySecond()))) {
                awaitDelayBelow(walk, 1_500);
                walk.load(false);
                awaitDelayAbove(walk, 3_000, id -> source.execute("INSERT INTO other.noise VALUES (" + id + ")"));
                walk.load(true);
                awaitDelayBelow(walk, 1_500);
                assertThat(walk.facts().rows()).as("heartbeats are no rows").isZero();
                assertThat(walk.facts().seenByPair()).isEmpty();

                // Of other pipelines, of an upstream with another clock, from another age, and of a hoster.
                source.execute(
                        "INSERT INTO retl.retl_heartbeat VALUES (-1, 0), (-2, 1), (-3, 99999999999999), (-4, -5)",
                        "UPDATE retl.retl_heartbeat SET AT_MILLIS = 1 WHERE PIPELINE_ID > 0",
                        "DELETE FROM retl.retl_heartbeat WHERE PIPELINE_ID < 0",
                        "SET SESSION binlog_format = 'STATEMENT'",
                        "INSERT INTO mysql.rds_heartbeat2 VALUES (1, 1483041015005)"
                                + " ON DUPLICATE KEY UPDATE value = 1483041015005");
                walk.awaitApplied();
                long most = 0;
                for (long end = System.nanoTime() + 1_500_000_000L; System.nanoTime() < end; ) {
                    most = Math.max(
                            most, Objects.requireNonNullElse(walk.facts().delayMillis(), 0L));
                }
                assertThat(most)
                        .as("no heartbeat makes the target decades late")
                        .isLessThan(3_000);
                source.execute("DROP TABLE retl.retl_heartbeat", "INSERT INTO beat.item VALUES (1)");
                walk.awaitApplied();
                source.execute(
                        "CREATE TABLE retl.retl_heartbeat (other VARCHAR(9) PRIMARY KEY)",
                        "INSERT INTO retl.retl_heartbeat VALUES ('a'), ('b')",
                        "DROP TABLE retl.retl_heartbeat",
                        "CREATE TABLE retl.retl_heartbeat (other VARCHAR(9) PRIMARY KEY, AT_MILLIS BIGINT)",
                        "INSERT INTO retl.retl_heartbeat VALUES ('c', 1)",
                        "DROP TABLE retl.retl_heartbeat",
                        new ControlScript().create(ControlTable.HEARTBEAT),
                        "INSERT INTO beat.item VALUES (2)");
                walk.awaitApplied();
                await("beats again")
                        .atMost(LIMIT)
                        .until(() -> Walk.rows(source, "SELECT * FROM retl.retl_heartbeat")
                                        .size()
                                == 1);
                assertThat(Walk.rows(target, "SHOW TABLES FROM retl LIKE 'retl_heartbeat'"))
                        .isEmpty();
                assertThat(Walk.rows(target, "SELECT id FROM beat.item")).hasSize(2);
            }
        }
    }

    /** @param noise is made with a new number at each look */
    private static void awaitDelayAbove(Walk walk, long millis, LongConsumer noise) {
        AtomicLong number = new AtomicLong();
        await().atMost(LIMIT).until(() -> {
            noise.accept(number.incrementAndGet());
            return Objects.requireNonNullElse(walk.facts().delayMillis(), 0L) > millis;
        });
    }

    private static void awaitDelayBelow(Walk walk, long millis) {
        await().atMost(LIMIT)
                .until(() -> Objects.requireNonNullElse(walk.facts().delayMillis(), Long.MAX_VALUE) < millis);
    }

    private static PipelineParameters everySecond() {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        return Records.with(defaults, "ddlSync", false, "heartbeatSeconds", 1);
    }
}
