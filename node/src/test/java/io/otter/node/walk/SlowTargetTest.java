package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.Bottleneck;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.network.TcpProxy;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A target that answers late: units grow with the backlog, memory does not, and when it is quick again all is made up for. */
@Tag("servers")
@ExtendWith(SharedServers.class)
class SlowTargetTest {
    private static final String SERVER = "mysql-8.0";
    private static final int ROWS = 30_000;
    private static final int ROW_BYTES = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void unitsGrowWithTheBacklogAndMemoryDoesNot(ServerPool servers) throws Exception {
        RequiredServer.assumeAvailable(SERVER);
        try (DatabaseServer source = servers.take(SERVER);
                DatabaseServer target = servers.take(SERVER);
                TcpProxy network = new TcpProxy(target.host(), target.port())) {
            Walk.prepare(source, target);
            for (DatabaseServer server : new DatabaseServer[] {source, target}) {
                server.execute(
                        "CREATE DATABASE slow", "CREATE TABLE slow.item (id INT PRIMARY KEY, text VARCHAR(2000))");
            }
            try (Walk walk = new Walk(source, target, network.port(), Modes.schema("slow"))) {
                long commits = commits(target);
                for (int id = 1; id <= 20; id++) {
                    source.execute("INSERT INTO slow.item VALUES (" + id + ", 'alone')");
                    walk.awaitApplied();
                }
                assertThat(commits(target) - commits)
                        .as("commits for 20 rows that came one by one, each with a mark")
                        .isGreaterThanOrEqualTo(20);

                long heap = usedHeap();
                commits = commits(target);
                network.delay(Duration.ofMillis(50));
                insert(source, 100, ROWS);
                await().atMost(LIMIT).until(() -> walk.facts().stageTimes().bottleneck() == Bottleneck.LOAD);
                assertThat(usedHeap() - heap)
                        .as("bytes that are held of a backlog of " + ROWS * ROW_BYTES)
                        .isLessThan((long) ROWS * ROW_BYTES / 2);
                assertThat(count(target)).as("rows at the slow target").isLessThan(ROWS);
                assertThat(walk.facts().inFlight())
                        .isLessThanOrEqualTo(Modes.schema("slow").parameters().parallelism());

                network.restore();
                walk.awaitApplied();
                assertThat(ROWS / (commits(target) - commits))
                        .as("single-row transactions in a unit")
                        .isGreaterThan(50);
                new TableComparer(source, target).awaitEqual(List.of("slow.item"), LIMIT, "after the target was slow");
            }
        }
    }

    /** Single-row transactions. */
    private static void insert(DatabaseServer server, int first, int rows) throws SQLException {
        try (Connection connection = server.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO slow.item VALUES (?, ?)")) {
            insert.setString(2, "x".repeat(ROW_BYTES));
            for (int id = first; id < first + rows; id++) {
                insert.setInt(1, id);
                insert.executeUpdate();
            }
        }
    }

    private static long commits(DatabaseServer server) {
        return Long.parseLong(String.valueOf(
                Walk.rows(server, "SHOW GLOBAL STATUS LIKE 'Com_commit'").get(0).get(1)));
    }

    private static int count(DatabaseServer server) {
        return Integer.parseInt(String.valueOf(
                Walk.rows(server, "SELECT COUNT(*) FROM slow.item").get(0).get(0)));
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
