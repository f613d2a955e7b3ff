package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.testsupport.network.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The owner loses ZooKeeper and keeps its target: for longer than its session, and while another node owns the pipeline. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class IsolatedOwnerIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void oneWriterOnlyWhoeverReachesWhat() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 2, List.of(1, 2), List.of(1, 2), "counted");
                CountedRows rows = new CountedRows(line.source(), line.target())) {
            URI zookeeper = URI.create("zookeeper://" + line.zookeeper().connectString());
            try (TcpProxy way = new TcpProxy(zookeeper.getHost(), zookeeper.getPort())) {
                line.node(1).start(Map.of("OTTER_ZOOKEEPER_CLUSTER_DEFAULT", "127.0.0.1:" + way.port()));
                line.awaitReady();
                line.node(2).start();
                line.awaitState(2, "STANDBY");
                rows.begin();
                awaitRows(rows);

                way.blackHole();
                long cut = System.nanoTime();
                await("node 2 owns the pipeline").atMost(LIMIT).until(() -> line.owner() == 2);
                awaitRows(rows);
                String next = String.format("%.1f", (System.nanoTime() - cut) / 1e9);
                long epoch = epoch(line);
                await("node 1 has given up")
                        .atMost(LIMIT)
                        .until(() ->
                                !line.health(1, "line").path("state").asString().equals("RUNNING"));
                awaitRows(rows);
                assertThat(epoch(line)).isEqualTo(epoch);
                Fault.OWNER_ISOLATED.seen(
                        getClass(),
                        "rows by the other node after " + next
                                + " s, with a session of 3 s; no commit of the old epoch");

                way.restore();
                line.awaitState(1, "STANDBY");
                awaitRows(rows);
                assertThat(line.owner()).isEqualTo(2);
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(line.listedNodes()).containsExactly(1, 2));
                rows.endAndCompare(LIMIT, "isolated, channel " + line.channelState());
                Fault.SESSION_ENDS.seen(
                        getClass(),
                        "the old owner stands by when it is back; " + rows.inserts() + " inserts, each once");
            }
        }
    }

    private static long epoch(Line line) {
        return Long.parseLong(line.target().value("SELECT MAX(EPOCH) FROM retl.retl_checkpoint"));
    }

    private static void awaitRows(CountedRows rows) throws Exception {
        long before = rows.inserts();
        await("rows arrive").atMost(LIMIT).until(() -> rows.inserts() > before + 100);
    }
}
