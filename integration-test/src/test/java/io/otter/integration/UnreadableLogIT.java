package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ChannelStatus;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log is not what it has to be: the pipeline stops and says so, and does not jump over anything. */
@Tag("slow")
class UnreadableLogIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String POSITION = "SELECT CONCAT(BINLOG_FILE, BINLOG_OFFSET) FROM retl.retl_checkpoint";

    @Test
    void aPipelineStopsWhereItsLogIsGoneOrHasNoRows() {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "log")) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                server.execute(
                        "CREATE DATABASE log",
                        "CREATE TABLE log.t (id INT PRIMARY KEY, n INT)",
                        "CREATE TABLE log.aside (id INT)");
            }
            line.node(1).start();
            line.awaitReady();
            line.source().execute("INSERT INTO log.t VALUES (1, 0)");
            equal(line);

            line.source()
                    .execute(
                            "SET GLOBAL binlog_format = STATEMENT",
                            "SET SESSION binlog_format = STATEMENT",
                            "UPDATE log.t SET n = n + 1");
            await("it stops").atMost(LIMIT).until(() -> line.channelState().startsWith("PAUSE"));
            assertThat(line.channelState()).contains("BINLOG_NOT_ROW");
            assertThat(line.target().value("SELECT n FROM log.t")).isEqualTo("0");
            Fault.FORMAT_CHANGES.seen(getClass(), "paused with `BINLOG_NOT_ROW`; nothing written");

            line.move(7, ChannelStatus.STOP);
            line.awaitState(1, "STOPPED");
            String position = line.target().value(POSITION);
            line.source()
                    .execute("SET GLOBAL binlog_format = ROW", "INSERT INTO log.t VALUES (2, 0)", "FLUSH BINARY LOGS");
            String last = line.source().value("SHOW MASTER STATUS");
            await("nobody reads what is purged").atMost(LIMIT).until(() -> {
                line.source().execute("INSERT INTO log.aside VALUES (1)", "PURGE BINARY LOGS TO '" + last + "'");
                return line.source().value("SHOW BINARY LOGS").equals(last);
            });
            line.source().execute("INSERT INTO log.t VALUES (3, 0)");
            line.move(7, ChannelStatus.START);
            await("it stops").atMost(LIMIT).until(() -> line.channelState().startsWith("PAUSE"));
            assertThat(line.channelState()).contains("BINLOG_PURGED");
            assertThat(line.target().value("SELECT GROUP_CONCAT(id) FROM log.t"))
                    .isEqualTo("1");
            assertThat(line.target().value(POSITION)).isEqualTo(position);
            Fault.LOG_PURGED.seen(getClass(), "paused with `BINLOG_PURGED`; the position is unchanged");
        }
    }

    private static void equal(Line line) {
        new TableComparer(line.source(), line.target()).awaitEqual(List.of("log.t"), LIMIT, line.channelState());
    }
}
