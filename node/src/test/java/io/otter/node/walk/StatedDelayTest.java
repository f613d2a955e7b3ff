package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a run says of its delay, while nothing, the source, the target or a large transaction keeps rows from arriving. */
@Tag("slow")
class StatedDelayTest {
    private static final int ROWS = 30_000;

    @Test
    void theDelayIsThatOfTheOldestRowThatIsMissing() throws SQLException {
        try (DatabaseServer source = DatabaseServer.start("mariadb-11.4");
                DatabaseServer target = DatabaseServer.start("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : new DatabaseServer[] {source, target}) {
                server.execute("CREATE DATABASE late", "CREATE TABLE late.item (id INT PRIMARY KEY, text VARCHAR(20))");
            }
            try (Walk walk = new Walk(source, target, Modes.schema("late"))) {
                assertThat(walk.facts().delayMillis())
                        .as("before anything is known")
                        .isNull();
                awaitUpToDate(walk);

                walk.load(false);
                source.execute("INSERT INTO late.item VALUES (1, 'waits')");
                awaitLater(walk, 2_500);
                source.execute("INSERT INTO late.item VALUES (2, 'waits less')");
                awaitLater(walk, 3_500);
                walk.load(true);
                awaitUpToDate(walk);

                try (Connection connection = source.connect("late");
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("INSERT INTO late.item SELECT seq + 10, 'large' FROM seq_1_to_" + ROWS);
                    walk.load(false);
                    connection.commit();
                    connection.setAutoCommit(true);
                    awaitLater(walk, 2_500);
                    walk.load(true);
                }
                awaitUpToDate(walk);
                assertThat(Walk.rows(target, "SELECT COUNT(*) FROM late.item")
                                .get(0)
                                .get(0))
                        .isEqualTo(Integer.toString(ROWS + 2));

                source.stop();
                awaitLater(walk, 2_500);
                source.restart();
                awaitUpToDate(walk);
            }
        }
    }

    private static void awaitUpToDate(Walk walk) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Objects.equals(walk.facts().delayMillis(), 0L));
    }

    private static void awaitLater(Walk walk, long millis) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Objects.requireNonNullElse(walk.facts().delayMillis(), 0L) > millis);
    }
}
