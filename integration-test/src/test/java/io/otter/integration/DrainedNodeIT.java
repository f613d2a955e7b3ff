package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes are drained while rows flow: another one takes over, and nothing is lost or written twice. */
@Tag("slow")
class DrainedNodeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void anotherNodeTakesOverFromADrainedOneUntilThatOneIsDrainedToo() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 2, List.of(1, 2), List.of(1, 2), "counted");
                CountedRows rows = new CountedRows(line.source(), line.target())) {
            line.node(1).start();
            awaitOwner(line, 1);
            line.node(2).start();
            rows.begin();
            awaitRows(line, rows);

            line.drains().drain(1, "the test");
            awaitOwner(line, 2);
            assertThat(line.node(1).logTail(1_000))
                    .as("what was in flight is applied before it leaves")
                    .contains("LEAVING -> STOPPED: the node is drained")
                    .doesNotContain("read again");
            awaitRows(line, rows);
            line.node(2).kill();
            line.node(1).stop();
            line.node(1).start();
            line.node(2).start();
            awaitOwner(line, 2); // a drained node stays drained when it restarts, even if it is the only one
            awaitRows(line, rows);

            line.drains().end(1);
            line.drains().drain(2, "the test");
            awaitOwner(line, 1);
            awaitRows(line, rows);
            rows.endAndCompare(Duration.ofSeconds(90), "drained, channel " + line.channelState());
        }
    }

    @Test
    void aPipelineLeavesADrainedLoadNodeForAnotherOne() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 3, List.of(1), List.of(2, 3), "counted");
                CountedRows rows = new CountedRows(line.source(), line.target())) {
            for (int nid = 3; nid >= 1; nid--) {
                line.node(nid).start();
            }
            awaitOwner(line, 1);
            rows.begin();
            awaitRows(line, rows);
            assertThat(line.node(2).logTail(1_000)).contains("loading for");
            assertThat(line.node(3).logTail(1_000)).doesNotContain("loading for");

            line.drains().drain(2, "the test");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(line.node(3).logTail(1_000)).contains("loading for"));
            assertThat(line.node(2).logTail(1_000)).contains("no longer loading for");
            awaitRows(line, rows);
            rows.endAndCompare(Duration.ofSeconds(90), "load node drained, channel " + line.channelState());
        }
    }

    private static void awaitOwner(Line line, int nid) {
        await().alias("node " + nid + " owns the pipeline").atMost(LIMIT).until(() -> line.owner() == nid);
    }

    private static void awaitRows(Line line, CountedRows rows) throws Exception {
        long before = rows.inserts();
        await().alias("rows arrive, channel " + line.channelState())
                .atMost(LIMIT)
                .until(() -> rows.inserts() > before + 200);
    }
}
