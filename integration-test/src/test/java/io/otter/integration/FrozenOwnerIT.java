package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ChannelStatus;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.process.Signal;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The owner of a pipeline freezes, or ZooKeeper is away for longer than its session: nothing has to wait for it to wake. */
@Tag("slow")
class FrozenOwnerIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> TABLES = List.of("held.t");

    @Test
    void theSuccessorWritesAtOnceAndTheFrozenOneDoesNoHarmWhenItWakes() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 2, List.of(1, 2), List.of(1, 2), "held")) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                server.execute("CREATE DATABASE held", "CREATE TABLE held.t (id INT PRIMARY KEY, n INT)");
            }
            line.node(1).start();
            await().atMost(LIMIT).until(() -> line.owner() == 1);
            line.node(2).start();
            line.source().execute("INSERT INTO held.t VALUES (1, 0), (2, 0)");
            equal(line, LIMIT);

            try (Connection other = line.target().connect("held");
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.executeUpdate("UPDATE t SET n = 0 WHERE id = 2");
                statement
                        .executeQuery("SELECT * FROM t WHERE id = 2 FOR UPDATE")
                        .close();
                line.source().execute("UPDATE held.t SET n = 1 WHERE id IN (1, 2)");
                // The owner has written row 1 in a transaction that waits for row 2: now it freezes, with its locks.
                await().atMost(LIMIT).until(() -> isLocked(line));
                signal(line, 1, "STOP");
                other.rollback();
            }
            line.source().execute("INSERT INTO held.t VALUES (3, 3)");
            await().alias("node 2 owns the pipeline").atMost(LIMIT).until(() -> line.owner() == 2);
            long owned = System.nanoTime();
            equal(line, Duration.ofSeconds(10));
            String equal = seconds(owned);

            signal(line, 1, "CONT");
            await().atMost(LIMIT)
                    .until(() -> line.health(1, "line").path("state").asString().equals("STANDBY"));
            line.source().execute("INSERT INTO held.t VALUES (4, 4)");
            equal(line, LIMIT);
            assertThat(line.channelState()).startsWith("START");
            assertThat(line.owner()).isEqualTo(2);

            Fault.OWNER_FROZEN.seen(
                    getClass(),
                    "what it held was written " + equal
                            + " s after the other node owned the pipeline; it stood by when it woke");

            line.zookeeper().stop();
            await().atMost(LIMIT).until(() -> line.node(2).logTail(1_000).contains("SUSPENDED -> LOST"));
            line.source().execute("INSERT INTO held.t VALUES (6, 6)");
            await().during(Duration.ofSeconds(1))
                    .until(() -> line.target()
                            .value("SELECT id FROM held.t WHERE id = 6")
                            .isEmpty());
            line.zookeeper().restart();
            long back = System.nanoTime();
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(line.listedNodes()).containsExactly(1, 2));
            await().atMost(LIMIT).until(() -> line.owner() > 0);
            line.source().execute("INSERT INTO held.t VALUES (5, 5)");
            equal(line, LIMIT);
            assertThat(line.listedNodes()).containsExactly(1, 2);
            Fault.ZOOKEEPER_DOWN.seen(
                    getClass(), "the nodes were listed and all rows written " + seconds(back) + " s after it answered");
            line.move(7, ChannelStatus.STOP);
        }
    }

    private static void equal(Line line, Duration limit) {
        new TableComparer(line.source(), line.target()).awaitEqual(TABLES, limit, line.channelState());
    }

    /** Whether somebody else holds row 1. */
    private static boolean isLocked(Line line) throws Exception {
        try (Connection connection = line.target().connect("held");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement
                    .executeQuery("SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT")
                    .close();
            return false;
        } catch (java.sql.SQLException e) {
            return e.getErrorCode() == 1205;
        }
    }

    private static String seconds(long sinceNanos) {
        return String.format("%.1f", (System.nanoTime() - sinceNanos) / 1e9);
    }

    private static void signal(Line line, int nid, String signal) {
        Signal.send(signal, line.node(nid).running().orElseThrow());
    }
}
