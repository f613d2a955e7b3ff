package io.otter.manager.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.health.PipelineHealth;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.StageTimes;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.TestManager;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.spec.Configuration;
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
import org.springframework.transaction.PlatformTransactionManager;

/** What becomes of nodes' reports in a real database. */
@ExtendWith(SharedServers.class)
class ReportsTest {
    private static final long PIPELINE = 70;

    @Test
    void whatNodesHaveAppliedIsAddedUpOnceByPairAndKeptByMinute(ServerPool servers) {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            MonitorMapper mapper = manager.context().getBean(MonitorMapper.class);
            Time time = new Time();
            PipelineFacts facts = manager.context().getBean(PipelineFacts.class);
            AppliedTotals totals = manager.context().getBean(AppliedTotals.class);
            Reports reports = new Reports(facts, totals, mapper, time);
            History history = manager.context().getBean(History.class);

            reports.heard(report(1, 77, 10, 1));
            totals.store();
            time.pass(Duration.ofSeconds(60));
            reports.heard(report(1, 77, 60, 5));
            reports.heard(report(2, 88, 1_000, 0)); // the node that had the pipeline before and was killed
            totals.store();
            totals.store();
            assertThat(reports.totals(PIPELINE).get(7L).rows()).isEqualTo(new StatisticsReport.Pair(7, 1_060, 5, 0));
            time.pass(Duration.ofSeconds(60));
            reports.heard(report(1, 77, 60, 5));
            totals.store();
            time.pass(Duration.ofSeconds(60));
            reports.heard(report(1, 77, 62, 5));
            AppliedTotals another = new AppliedTotals(
                    mapper,
                    manager.context().getBean(AppliedMapper.class),
                    manager.context().getBean(PlatformTransactionManager.class));
            new Reports(facts, another, mapper, time).heard(report(1, 77, 70, 5));
            another.store();
            totals.store(); // has heard less than the other manager
            reports.heard(report(2, 99, 3, 0)); // has lost its counts
            totals.store();
            assertThat(facts.of(PIPELINE))
                    .hasValueSatisfying(known ->
                            assertThat(known.said().seen()).containsExactly(new StatisticsReport.Pair(7, 43, 0, 0)));
            assertThat(reports.totals(PIPELINE).get(7L).rows()).isEqualTo(new StatisticsReport.Pair(7, 1_073, 5, 0));
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

    @Test
    void everyChangeOfAStateIsRecordedOnceWithItsCauseAndItsEnd() {
        try (DatabaseServer server = DatabaseServer.start("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            StateMapper mapper = manager.context().getBean(StateMapper.class);
            PlatformTransactionManager transactions = manager.context().getBean(PlatformTransactionManager.class);
            Reports reports = manager.context().getBean(Reports.class);
            StateLog log = new StateLog(mapper, reports, transactions);
            log.look(state("2026-01-01T00:00:00Z", PipelineHealth.State.STOPPED, ""));
            log.look(state("2026-01-01T00:00:05Z", PipelineHealth.State.RUNNING, ""));
            log.look(state("2026-01-01T00:00:10Z", PipelineHealth.State.CATCHING_UP, ""));
            log.look(state("2026-01-01T00:00:15Z", PipelineHealth.State.UNKNOWN, ""));
            log.look(state("2026-01-01T00:00:25Z", PipelineHealth.State.PAUSED_BY_FAULT, "p: LOAD_DATA: id = 7"));
            StateLog another = new StateLog(mapper, reports, transactions);
            another.look(state("2026-01-01T00:00:30Z", PipelineHealth.State.PAUSED_BY_FAULT, "p: LOAD_DATA: id = 7"));
            another.look(state("2026-01-01T00:01:25Z", PipelineHealth.State.RUNNING, ""));
            log.look(state("2026-01-01T00:01:35Z", PipelineHealth.State.PAUSED_BY_FAULT, "p: LOAD_DATA: id = 8"));
            another.look(state("2026-01-01T00:01:45Z", PipelineHealth.State.RUNNING, ""));
            assertThat(reports.logOfPipeline(PIPELINE, 10))
                    .extracting(Reports.Entry::title)
                    .containsExactly(
                            "p: PAUSED_BY_FAULT → RUNNING",
                            "p: RUNNING → PAUSED_BY_FAULT",
                            "p: PAUSED_BY_FAULT → RUNNING",
                            "p: RUNNING → PAUSED_BY_FAULT",
                            "p: STOPPED → RUNNING");
            assertThat(reports.logOfPipeline(PIPELINE, 10).get(3).message())
                    .contains("p: LOAD_DATA: id = 7", "RUNNING had lasted 20 s");
            assertThat(reports.logOfPipeline(PIPELINE, 10).get(2).message())
                    .contains("PAUSED_BY_FAULT had lasted 60 s", "until 2026-01-01T00:01:25Z", "LOAD_DATA: id = 7");
        }
    }

    private static ChannelBoard.Facts state(String at, PipelineHealth.State state, String reason) {
        ChannelReport.PipelineStatus pipeline = new ChannelReport.PipelineStatus(
                PIPELINE, "p", new PipelineHealth(state, null), reason, null, null, null, null, List.of(), null, null);
        return new ChannelBoard.Facts(
                Instant.parse(at),
                new Configuration(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()),
                List.of(new ChannelReport(5, "shop", ChannelStatus.START, reason, null, List.of(pipeline), null)),
                List.of());
    }

    private static StatisticsReport report(int nid, long counter, long inserts, long updates) {
        return new StatisticsReport(
                nid,
                List.of(new StatisticsReport.Pipeline(
                        PIPELINE,
                        nid,
                        0,
                        "",
                        12L,
                        inserts + updates,
                        1,
                        0,
                        StageTimes.NONE,
                        "",
                        "",
                        List.of(new StatisticsReport.Pair(7, inserts + 40, updates, 0)),
                        List.of(new StatisticsReport.Pair(7, inserts, updates, 0)))),
                new StatisticsReport.Totals(
                        counter,
                        List.of(new StatisticsReport.Total(
                                PIPELINE, new StatisticsReport.Pair(7, inserts, updates, 0)))));
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
