package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ChannelStatus;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.TcpProxy;
import io.otter.testsupport.workload.TableComparer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A target that does not answer keeps nothing but its own channel from anything, and not even that from being stopped. */
@Tag("slow")
class UnreachableTargetIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void whatIsNotBrokenGoesOn() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "well");
                TcpProxy network =
                        new TcpProxy(line.target().host(), line.target().port())) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                for (String schema : List.of("well", "ill")) {
                    server.execute("CREATE DATABASE " + schema, "CREATE TABLE " + schema + ".t (id INT PRIMARY KEY)");
                }
            }
            line.node(1).start();
            line.awaitReady();
            network.blackHole();
            line.another(8, "ill", network.port(), "ill");
            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(
                                    line.health(1, "ill").path("lastError").asString())
                            .contains("no answer yet from s2"));
            theOtherStopsAndStarts(line, 1);
            stop(line, 8, "ill");

            line.move(8, ChannelStatus.START);
            network.restore();
            await().atMost(LIMIT)
                    .until(() -> line.health(1, "ill").path("state").asString().equals("RUNNING"));
            assertThat(line.health(1, "ill").has("lastError")).isFalse();
            insert(line, "ill", 1);
            network.blackHole();
            line.source().execute("INSERT INTO ill.t VALUES (2)"); // is written, or waits for the answer
            await().atMost(LIMIT)
                    .until(() -> line.health(1, "ill").path("inFlight").asInt() > 0);
            theOtherStopsAndStarts(line, 2);
            stop(line, 8, "ill");
            line.move(8, ChannelStatus.START);
            await().atMost(LIMIT)
                    .until(() -> line.health(1, "ill").path("state").asString().equals("STARTING"));

            long begun = System.nanoTime();
            line.node(1).stop();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("stop.sh kills after 30 s")
                    .isLessThan(Duration.ofSeconds(25));
            assertThat(line.node(1).logTail(1_000)).doesNotContain("a bug in");
        }
    }

    private static void theOtherStopsAndStarts(Line line, int id) {
        insert(line, "well", 2 * id);
        stop(line, 7, "line");
        line.move(7, ChannelStatus.START);
        await().atMost(LIMIT).until(() -> line.owner() == 1);
        insert(line, "well", 2 * id + 1);
    }

    private static void stop(Line line, long channel, String pipeline) {
        line.move(channel, ChannelStatus.STOP);
        await(pipeline + " stops")
                .atMost(LIMIT)
                .until(() -> line.health(1, pipeline)
                        .path("state")
                        .asString("STOPPED")
                        .equals("STOPPED"));
    }

    private static void insert(Line line, String schema, int id) {
        line.source().execute("INSERT INTO " + schema + ".t VALUES (" + id + ")");
        new TableComparer(line.source(), line.target()).awaitEqual(List.of(schema + ".t"), LIMIT, "row " + id);
    }
}
