package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Times in the source's log are far from now: they order nothing, and the delay is what it is. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class SkewedClockIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void rowsOfAnyTimeAreAppliedInTheLogsOrder() {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "skew")) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                server.execute("CREATE DATABASE skew", "CREATE TABLE skew.t (id INT PRIMARY KEY, n INT)");
            }
            line.node(1).start();
            line.awaitReady();
            line.source().execute("INSERT INTO skew.t VALUES (1, 0)");
            int changes = 0;
            for (int minutes : List.of(10, -10, 10, 0)) {
                line.source()
                        .execute(
                                "SET SESSION timestamp = UNIX_TIMESTAMP() + " + 60 * minutes,
                                "UPDATE skew.t SET n = " + ++changes);
                new TableComparer(line.source(), line.target())
                        .awaitEqual(List.of("skew.t"), LIMIT, minutes + " minutes");
                assertThat(delay(line)).isNotNegative();
                await("it is known to be up to date").atMost(LIMIT).until(() -> delay(line) == 0);
            }
            Fault.CLOCK_SKEWED.seen(getClass(), changes + " changes in order; the delay was 0 s after each of them");
        }
    }

    private static long delay(Line line) {
        return line.health(1, "line").path("delayMillis").asLong(Long.MAX_VALUE);
    }
}
