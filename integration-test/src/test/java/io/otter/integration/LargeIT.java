package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory grows neither with a transaction nor with a row: the node has 320 MB. */
@Tag("slow")
class LargeIT {
    private static final int ROWS = Integer.getInteger("otter.rows", 1_000_000);

    @Test
    void aMillionRowsInOneTransactionAndARowOfTwentyMegabytesPass() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "320m", 1, 1, "large")) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                server.execute(
                        "CREATE DATABASE large",
                        "CREATE TABLE large.many (id INT PRIMARY KEY, text VARCHAR(60), n INT)",
                        "CREATE TABLE large.wide (id INT PRIMARY KEY, content LONGBLOB)");
            }
            line.node(1).start();
            line.awaitReady();
            line.source()
                    .execute(
                            "INSERT INTO large.many SELECT seq, concat('row number ', seq), seq % 7 FROM large.seq_1_to_"
                                    + ROWS);
            long began = System.nanoTime();
            await().atMost(Duration.ofSeconds(240))
                    .failFast(
                            "the channel was paused", () -> !line.channelState().startsWith("START"))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> one(line.target(), "SELECT count(*) FROM large.many")
                            .equals(Integer.toString(ROWS)));
            System.out.printf("%d rows of one transaction in %d ms%n", ROWS, (System.nanoTime() - began) / 1_000_000);
            assertThat(one(line.target(), "CHECKSUM TABLE large.many"))
                    .isEqualTo(one(line.source(), "CHECKSUM TABLE large.many"));

            byte[] content = new byte[20 * 1024 * 1024];
            new java.util.Random(1).nextBytes(content);
            try (Connection connection = line.source().connect();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO large.wide VALUES (1, ?)")) {
                insert.setBytes(1, content);
                insert.executeUpdate();
            }
            String digest = "SELECT md5(content) FROM large.wide";
            await().atMost(Duration.ofSeconds(90))
                    .failFast(
                            "the channel was paused", () -> !line.channelState().startsWith("START"))
                    .until(() -> one(line.target(), digest).equals(one(line.source(), digest)));
        }
    }

    private static String one(DatabaseServer server, String sql) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(result.getMetaData().getColumnCount()) : "";
        }
    }
}
