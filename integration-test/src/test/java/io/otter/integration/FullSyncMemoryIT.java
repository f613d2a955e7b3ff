package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.testsupport.database.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A node with the heap that it ships with copies and compares rows of 10 MB and rows of 1,000 columns, also takes them by the
 * free door, and never has more than 512 MB of the machine's memory.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class FullSyncMemoryIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int HUGE_ROWS = 12;
    private static final int WIDE_ROWS = Integer.getInteger("otter.resync.rows", 5_000);
    private static final int COLUMNS = 1_000;
    private static final long MOST_KILOBYTES = 512 * 1024;

    @Test
    void copiesAndComparesLargeRows() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "", 1, 1, "large")) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                makeTables(server);
            }
            fill(line.source());
            line.node(1).start();
            line.awaitReady();
            line.resyncs().publish(new ResyncRequest(1, List.of(1L), "", false, 0, 2, false));
            await("the copy is done, " + line.channelState())
                    .atMost(LIMIT)
                    .until(() -> line.resyncs()
                            .progress(1)
                            .filter(one -> one.state() == State.DONE)
                            .isPresent());
            assertMemory(line, "the copy");
            VerifyProgress equal = line.verify(2, LIMIT);
            assertThat(equal.state()).as(equal.toString()).isEqualTo(State.DONE);
            assertThat(differences(equal)).isZero();
            assertMemory(line, "a comparison of what is equal");
            byTheFreeDoor(line);
            assertMemory(line, "the free door");
        }
    }

    /** All lines of a table in one transaction: its rows together would fill the heap. */
    private static void byTheFreeDoor(Line line) throws Exception {
        line.target().execute("UPDATE large.huge SET content = 'x'", "DELETE FROM large.wide");
        line.source().execute("""
                CREATE TABLE IF NOT EXISTS retl.retl_buffer (ID BIGINT AUTO_INCREMENT PRIMARY KEY, TABLE_ID INT NOT NULL,
                FULL_NAME VARCHAR(512), TYPE CHAR(1) NOT NULL, PK_DATA VARCHAR(256) NOT NULL, GMT_CREATE TIMESTAMP NULL,
                GMT_MODIFIED TIMESTAMP NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4""");
        for (String table : List.of("huge", "wide")) {
            line.source()
                    .execute(
                            "INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED)"
                                    + " SELECT 0, 'large." + table + "', 'U', id, now(), now() FROM large." + table);
        }
        String state = "SELECT CONCAT((SELECT COUNT(*) FROM large.wide), ' ', (SELECT SUM(LENGTH(content)) FROM"
                + " large.huge))";
        await("the rows are there, " + line.channelState())
                .atMost(LIMIT)
                .until(() -> line.target().value(state).equals(line.source().value(state)));
    }

    private static void makeTables(DatabaseServer server) {
        StringBuilder wide = new StringBuilder("CREATE TABLE large.wide (id INT PRIMARY KEY");
        for (int i = 1; i < COLUMNS; i++) {
            wide.append(", c").append(i).append(" INT NOT NULL DEFAULT ").append(i);
        }
        server.execute(
                "CREATE DATABASE large",
                "CREATE TABLE large.huge (id INT PRIMARY KEY, content LONGBLOB NOT NULL)",
                wide + ")");
    }

    /** No two blocks of a row are alike, so that nothing is smaller on its way. */
    private static void fill(DatabaseServer source) {
        source.execute("INSERT INTO large.wide (id, c1) SELECT seq, seq FROM large.seq_1_to_" + WIDE_ROWS);
        for (int id = 1; id <= HUGE_ROWS; id++) {
            source.execute("INSERT INTO large.huge SELECT " + id + ", ''");
        }
        source.execute(
                "SET SESSION group_concat_max_len = 11000000",
                "UPDATE large.huge SET content = (SELECT GROUP_CONCAT(SHA2(CONCAT(id, seq), 512) SEPARATOR '') FROM"
                        + " large.seq_1_to_78125)");
    }

    private static long differences(VerifyProgress progress) {
        return progress.tables().stream()
                .mapToLong(table -> table.missing() + table.extra() + table.different())
                .sum();
    }

    private static void assertMemory(Line line, String after) throws IOException {
        long pid = line.node(1).running().orElseThrow().pid();
        long kilobytes = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(one -> one.startsWith("VmHWM:"))
                .mapToLong(one -> Long.parseLong(one.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        System.out.printf("VmHWM after %s: %d MB%n", after, kilobytes / 1024);
        assertThat(kilobytes).as("kB after " + after).isLessThanOrEqualTo(MOST_KILOBYTES);
    }
}
