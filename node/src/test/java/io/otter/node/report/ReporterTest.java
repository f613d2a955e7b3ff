package io.otter.node.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ServerAddress;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.communication.message.StatisticsReport;
import io.otter.node.pipeline.RowCounts;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.supervisor.PipelineReport;
import io.otter.node.supervisor.PipelineState;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ReporterTest {
    @Test
    void aManagerThatComesBackHearsOfThePipelinesAgain() {
        List<StatisticsReport> heard = new CopyOnWriteArrayList<>();
        RunFacts facts = new RunFacts(null, 7, 2, Map.of(5L, new RowCounts(1, 2, 3)), 0, 0, null);
        PipelineReport report =
                new PipelineReport(1, "orders", "there", PipelineState.RUNNING, Optional.of(facts), null);
        RpcServer manager = manager(0, heard);
        int port = manager.port();
        try (Reporter reporter = new Reporter(
                3, List.of(new ServerAddress("127.0.0.1", port)), "key", () -> Map.of(9L, report), Clock.systemUTC())) {
            reporter.start();
            await().until(() -> !heard.isEmpty());
            assertThat(heard.get(0).nid()).isEqualTo(3);
            assertThat(heard.get(0).pipelines().get(0).rows()).isEqualTo(6);
            manager.close();
            heard.clear();
            try (RpcServer again = manager(port, heard)) {
                await().until(() -> !heard.isEmpty());
                assertThat(again.port()).isEqualTo(port);
            }
        }
    }

    private static RpcServer manager(int port, List<StatisticsReport> heard) {
        return new RpcServer(
                "port",
                "127.0.0.1",
                port,
                "key",
                MessageTypes.of(StatisticsReport.TYPE),
                new RpcHandlers().onMessage(StatisticsReport.TYPE, heard::add));
    }
}
