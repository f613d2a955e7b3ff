package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What others do to a node: a replica that has its server_id, and a disk that kept half a file. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class StrangersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void neitherATornFileNorAReplicaOfTheSameIdStopsAPipeline() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "own");
                DatabaseServer replica = DatabaseServer.start("mariadb-11.4", "--server-id=4770")) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                server.execute("CREATE DATABASE own", "CREATE TABLE own.t (id INT PRIMARY KEY)");
            }
            line.node(1).start();
            line.awaitReady();
            insert(line, 1);

            replica.execute(
                    "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = "
                            + line.source().port()
                            + ", MASTER_USER = '" + line.source().user() + "', MASTER_PASSWORD = '"
                            + line.source().password()
                            + "', MASTER_SSL_VERIFY_SERVER_CERT = 0, MASTER_CONNECT_RETRY = 1,"
                            + " MASTER_USE_GTID = slave_pos",
                    "START SLAVE");
            await("the node has met it")
                    .atMost(LIMIT)
                    .until(() -> line.node(1).logTail(1_000).contains("server_id"));
            for (int id = 2; id < 10; id++) {
                insert(line, id);
            }
            assertThat(line.channelState()).startsWith("START");

            Path counted = line.node(1).home().resolve("data/applied-rows");
            startsWith(line, "half a f".getBytes(StandardCharsets.US_ASCII), 10);
            byte[] torn = Files.readAllBytes(counted);
            Arrays.fill(torn, 32, 64, (byte) 0xff);
            startsWith(line, torn, 11);
        }
    }

    /** Whatever it is, the pipeline runs; it is kept for whoever wants to know, and not counted on. */
    private static void startsWith(Line line, byte[] strange, int id) throws IOException {
        line.node(1).kill();
        Path counted = line.node(1).home().resolve("data/applied-rows");
        Files.write(counted, strange);
        line.node(1).start();
        insert(line, id);
        assertThat(line.channelState()).startsWith("START");
        assertThat(line.error(1)).isEmpty();
        assertThat(counted.resolveSibling("applied-rows.unsound"))
                .isRegularFile()
                .satisfies(aside -> assertThat(Files.readAllBytes(aside)).startsWith(strange));
    }

    private static void insert(Line line, int id) {
        line.source().execute("INSERT INTO own.t VALUES (" + id + ")");
        new TableComparer(line.source(), line.target()).awaitEqual(List.of("own.t"), LIMIT, line.channelState());
    }
}
