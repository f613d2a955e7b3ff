package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ChannelStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The target stands still in the middle of a statement: nothing is refused, nothing is cut, and nobody answers. */
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class FrozenTargetIT {
    @Test
    void aTargetThatStandsStillIsNamedBeforeItsConnectionTimesOut() throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "counted");
                CountedRows rows = new CountedRows(line.source(), line.target())) {
            line.node(1).start();
            line.awaitReady();
            rows.begin();
            await("rows arrive").atMost(Duration.ofSeconds(60)).until(() -> rows.inserts() > 100);
            line.target().freeze();
            try {
                await("the fault is visible")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> line.error(1).contains("has not answered"));
            } finally {
                line.target().thaw();
            }
            await("nothing is wrong any more")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> line.error(1).isEmpty());
            rows.endAndCompare(Duration.ofSeconds(90), "target frozen");
            assertThat(line.channelState()).startsWith(ChannelStatus.START.name());
        }
    }
}
