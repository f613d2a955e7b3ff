package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.otter.common.model.ChannelStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Disks that are really full, of the target and of a node: seen, tried again, and gone on from when there is room. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class FullDiskIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Test
    void rowsWaitForRoomAtTheTargetAndNotAtTheNode() throws Exception {
        assumeTrue(SmallDisk.isPossible(), "only root may mount");
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "counted")) {
            Path data = Path.of(line.target().value("SELECT @@datadir"));
            line.target().stop();
            try (SmallDisk target = SmallDisk.at(data, 400);
                    SmallDisk node = SmallDisk.at(line.node(1).home().resolve("data"), 2)) {
                line.target().restart();
                try (CountedRows rows = new CountedRows(line.source(), line.target())) {
                    line.node(1).start();
                    line.awaitReady();
                    rows.begin();
                    theNodesDiskIsFull(line, node, rows);
                    String seen = theTargetsDiskIsFull(line, target, rows);
                    rows.endAndCompare(LIMIT, "room again, channel " + line.channelState());
                    assertThat(line.channelState()).startsWith(ChannelStatus.START.name());
                    Fault.DISK_FULL.seen(FullDiskIT.class, seen + "; " + rows.inserts() + " inserts, each once");
                } finally {
                    line.node(1).kill();
                    line.target().kill();
                }
            }
        }
    }

    private static void theNodesDiskIsFull(Line line, SmallDisk node, CountedRows rows) throws Exception {
        node.fill();
        awaitMore(rows);
        line.node(1).kill();
        line.node(1).start();
        line.awaitReady();
        awaitMore(rows);
        assertThat(line.health(1, "line").path("state").asString()).isEqualTo("RUNNING");
        node.free();
    }

    private static String theTargetsDiskIsFull(Line line, SmallDisk target, CountedRows rows) throws Exception {
        awaitMore(rows);
        target.fill();
        await("the fault is visible").atMost(LIMIT).until(() -> !line.error(1).isEmpty());
        String said = line.error(1);
        target.free();
        // MariaDB 11.4.5 waits for ever once it could not write its log, whoever inserts: mariadb_sleep_for_space().
        line.target().kill();
        line.target().restart();
        long freed = System.nanoTime();
        long arrived = rows.inserts();
        await("rows arrive again").atMost(LIMIT).until(() -> rows.inserts() > arrived + 100);
        String seconds = String.format("%.1f", (System.nanoTime() - freed) / 1e9);
        await("nothing is wrong any more")
                .atMost(LIMIT)
                .until(() -> line.error(1).isEmpty());
        return "`" + said.substring(0, said.indexOf(':')) + "` in the status; rows " + seconds
                + " s after there was room";
    }

    private static void awaitMore(CountedRows rows) throws Exception {
        long before = rows.inserts();
        await("rows arrive").atMost(LIMIT).until(() -> rows.inserts() > before + 200);
    }
}
