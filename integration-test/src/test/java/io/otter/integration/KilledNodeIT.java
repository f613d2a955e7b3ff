package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.quickstart.Installation;
import io.otter.testsupport.workload.Seed;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** kill -9 under load: triggers at the target count what is written, and nothing is written twice. */
@Tag("slow")
class KilledNodeIT {
    /** {@code -Dotter.kills=10} for the long run. */
    private static final int KILLS = Integer.getInteger("otter.kills", 4);

    @Test
    void aNodeKilledAtRandomMomentsLosesNothingAndRepeatsNothing() throws Exception {
        run(1);
    }

    @Test
    void twoNodesKilledInTurnLoseNothingAndRepeatNothing() throws Exception {
        run(2);
    }

    private static void run(int nodes) throws Exception {
        long seed = Seed.of(KilledNodeIT.class);
        Random random = new Random(seed);
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", nodes, nodes, "counted");
                CountedRows rows = new CountedRows(line.source(), line.target())) {
            for (int nid = nodes; nid >= 1; nid--) {
                line.node(nid).start();
            }
            line.awaitReady();
            rows.begin();
            for (int kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(300 + random.nextInt(2_000)).toNanos());
                Installation victim = line.node(1 + kill % nodes);
                victim.kill();
                victim.start();
            }
            rows.endAndCompare(Duration.ofSeconds(90), KILLS + " kills, channel " + line.channelState());
            assertThat(rows.inserts()).isGreaterThan(KILLS * 10L);
            System.out.printf(
                    "%d node(s), %d kills: %d inserts and %d updates, each applied once%n",
                    nodes, KILLS, rows.inserts(), rows.updates());
        }
    }
}
