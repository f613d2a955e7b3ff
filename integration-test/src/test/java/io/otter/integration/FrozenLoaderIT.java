package io.otter.integration;

import static org.awaitility.Awaitility.await;

import io.otter.testsupport.process.Signal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The node that loads for another one freezes with batches that it has received. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class FrozenLoaderIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void anotherLoadNodeGetsWhatTheFrozenOneHasNotApplied() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 3, List.of(1), List.of(2, 3), "counted");
                CountedRows rows = new CountedRows(line.source(), line.target())) {
            for (int nid = 3; nid >= 1; nid--) {
                line.node(nid).start();
            }
            line.awaitReady();
            rows.begin();
            awaitRows(rows);
            int loader = line.node(2).logTail(1_000).contains("loading for") ? 2 : 3;
            ProcessHandle frozen = line.node(loader).running().orElseThrow();
            Signal.send("STOP", frozen);
            long begun = System.nanoTime();
            String next;
            try {
                await("the other one loads")
                        .atMost(LIMIT)
                        .until(() -> line.node(5 - loader).logTail(1_000).contains("loading for"));
                awaitRows(rows);
                next = String.format("%.1f", (System.nanoTime() - begun) / 1e9);
            } finally {
                Signal.send("CONT", frozen);
            }
            awaitRows(rows);
            rows.endAndCompare(LIMIT, "load node frozen, channel " + line.channelState());
            Fault.LOADER_HANGS.seen(
                    getClass(),
                    "rows through the other one after " + next + " s; " + rows.inserts() + " inserts, each once");
        }
    }

    private static void awaitRows(CountedRows rows) throws Exception {
        long before = rows.inserts();
        await("rows arrive").atMost(LIMIT).until(() -> rows.inserts() > before + 100);
    }
}
