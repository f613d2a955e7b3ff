package io.otter.manager.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.StageTimes;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.TestManager;
import io.otter.manager.channel.PipelineFacts;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of nodes' reports in a real database. */
@ExtendWith(SharedServers.class)
class ReportsTest {
    private static final long PIPELINE = 70;

    @Test
    void whatWasAppliedIsAddedUpByPairOverRunsAndKeptByMinute(ServerPool servers) {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            MonitorMapper mapper = manager.context().getBean(MonitorMapper.class);
            Time time = new Time();
            PipelineFacts facts = manager.context().getBean(PipelineFacts.class);
            Reports reports = new Reports(facts, mapper, time);
            History history = manager.context().getBean(History.class);

            reports.heard(report(0, 0));
            time.pass(Duration.ofSeconds(30));
            reports.heard(report(10, 1));
            assertThat(reports.totals(PIPELINE))
                    .as("half a minute is no sample")
                    .isEmpty();
            time.pass(Duration.ofSeconds(30));
            reports.heard(report(60, 5));
            assertThat(reports.totals(PIPELINE).get(7L).rows()).isEqualTo(new StatisticsReport.Pair(7, 60, 5, 0));
            time.pass(Duration.ofSeconds(60));
            reports.heard(report(60, 5));
            time.pass(Duration.ofSeconds(60));
            reports.heard(report(2, 0)); // another run
            assertThat(facts.of(PIPELINE))
                    .hasValueSatisfying(known ->
                            assertThat(known.said().seen()).containsExactly(new StatisticsReport.Pair(7, 42, 0, 0)));
            assertThat(reports.totals(PIPELINE).get(7L).rows()).isEqualTo(new StatisticsReport.Pair(7, 62, 5, 0));
            assertThat(reports.totals(PIPELINE).get(7L).changed())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
            assertThat(history.of(PIPELINE, List.of(7L), History.Range.MINUTES))
                    .hasSize(15)
                    .anySatisfy(point -> assertThat(point.delayMillis()).isEqualTo(12))
                    .anySatisfy(point -> assertThat(point.rates())
                            .isNotNull()
                            .satisfies(rates -> assertThat(rates.inserts()).isPositive()));
        }
    }

    private static StatisticsReport report(long inserts, long updates) {
        return new StatisticsReport(
                1,
                List.of(new StatisticsReport.Pipeline(
                        PIPELINE,
                        0,
                        "",
                        12,
                        inserts + updates,
                        1,
                        0,
                        StageTimes.NONE,
                        "",
                        "",
                        List.of(new StatisticsReport.Pair(7, inserts + 40, updates, 0)),
                        List.of(new StatisticsReport.Pair(7, inserts, updates, 0)))));
    }

    /** A clock that stands still until it is set. */
    private static final class Time extends Clock {
        private Instant now = Instant.now().minusSeconds(240); // so that later settings are not in the future

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
