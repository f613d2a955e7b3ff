package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ChannelStatus;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Source and target die and come back, hold locks, and are read-only: the node says what is wrong, and goes on by itself. */
@Tag("slow")
class RestartedServersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aNodeSaysWhatIsWrongWithAServerAndGoesOnWhenItIsBack() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "counted");
                CountedRows rows = new CountedRows(line.source(), line.target())) {
            line.target()
                    .execute(
                            "CREATE USER keeper IDENTIFIED BY 'keeper'",
                            "GRANT READ_ONLY ADMIN ON *.* TO keeper",
                            "REVOKE READ_ONLY ADMIN ON *.* FROM "
                                    + line.target().user());
            line.node(1).start();
            line.awaitReady();

            theTargetIsReadOnly(line);
            aRowIsLocked(line);
            theSourceDies(line);
            theTargetDiesUnderLoad(line, rows);
            assertThat(line.channelState()).startsWith(ChannelStatus.START.name());
        }
    }

    private static void theTargetIsReadOnly(Line line) throws SQLException {
        readOnly(line, "ON");
        line.source().execute("INSERT INTO counted.event (note) VALUES ('a'), ('b')");
        await("the fault is visible").atMost(LIMIT).until(() -> line.error(1).contains("read-only"));
        String said = line.error(1);
        readOnly(line, "OFF");
        long writable = System.nanoTime();
        equal(line, "counted.event");
        Fault.TARGET_READ_ONLY.seen(
                RestartedServersIT.class,
                "`" + said.substring(0, said.indexOf(':')) + "` in the status; the rows " + seconds(writable)
                        + " s after it was writable");
    }

    private static void readOnly(Line line, String value) throws SQLException {
        try (Connection keeper = line.target().connectAs("", "keeper", "keeper");
                Statement statement = keeper.createStatement()) {
            statement.execute("SET GLOBAL read_only = " + value);
        }
    }

    private static void aRowIsLocked(Line line) throws Exception {
        try (Connection other = line.target().connect("counted");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement
                    .executeQuery("SELECT * FROM tally WHERE id = 0 FOR UPDATE")
                    .close();
            line.source().execute("UPDATE counted.tally SET n = n + 1 WHERE id = 0");
            await("the fault is visible")
                    .atMost(LIMIT)
                    .until(() -> line.error(1).contains("Lock wait timeout"));
            other.rollback();
        }
        long freed = System.nanoTime();
        equal(line, "counted.tally");
        assertThat(line.target().value("SELECT times FROM seen.tally WHERE id = 0"))
                .isEqualTo("1");
        Fault.ROW_LOCKED.seen(
                RestartedServersIT.class,
                "the lock wait in the status; the row " + seconds(freed) + " s after the lock was gone, written once");
    }

    private static void theSourceDies(Line line) {
        line.source().kill();
        long killed = System.nanoTime();
        await("the fault is visible").atMost(LIMIT).until(() -> !line.error(1).isEmpty());
        String visible = seconds(killed);
        line.source().restart();
        long started = System.nanoTime();
        line.source().execute("UPDATE counted.tally SET n = n + 1 WHERE id = 1");
        equal(line, "counted.tally");
        String arrived = seconds(started);
        await("nothing is wrong any more")
                .atMost(LIMIT)
                .until(() -> line.error(1).isEmpty());
        Fault.SOURCE_RESTARTS.seen(
                RestartedServersIT.class,
                "in the status after " + visible + " s; the next row " + arrived + " s after the source answered");
    }

    private static void theTargetDiesUnderLoad(Line line, CountedRows rows) throws Exception {
        rows.begin();
        long before = rows.inserts();
        for (int i = 0; i < 3; i++) {
            await("rows arrive").atMost(LIMIT).until(() -> rows.inserts() > before + 100);
            line.target().kill();
            await("the fault is visible")
                    .atMost(LIMIT)
                    .until(() -> !line.error(1).isEmpty());
            line.target().restart();
        }
        long arrived = rows.inserts();
        long started = System.nanoTime();
        await("rows arrive again").atMost(LIMIT).until(() -> rows.inserts() > arrived);
        String next = seconds(started);
        rows.endAndCompare(Duration.ofSeconds(90), "target killed, channel " + line.channelState());
        Fault.TARGET_RESTARTS.seen(
                RestartedServersIT.class,
                "3 kills, next row " + next + " s after the target answered; " + rows.inserts()
                        + " inserts, each once");
    }

    private static void equal(Line line, String table) {
        new TableComparer(line.source(), line.target()).awaitEqual(List.of(table), LIMIT, line.channelState());
    }

    private static String seconds(long sinceNanos) {
        return String.format("%.1f", (System.nanoTime() - sinceNanos) / 1e9);
    }
}
