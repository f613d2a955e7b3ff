package io.otter.communication.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.otter.common.model.Bottleneck;
import io.otter.common.model.StageTimes;
import io.otter.communication.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportsTest {
    @Test
    void statisticsArriveAsTheyWere() {
        StatisticsReport report = new StatisticsReport(
                3,
                List.of(new StatisticsReport.Pipeline(
                        5,
                        7,
                        1_000,
                        "mysql-bin.000001:4",
                        null,
                        30,
                        1.5,
                        2,
                        new StageTimes(1, 2.5, 3, 4, Bottleneck.LOAD),
                        "LOAD_DATA",
                        "e".repeat(5_000),
                        List.of(new StatisticsReport.Pair(7, 4, 5, 6), new StatisticsReport.Pair(8, 1, 0, 0)),
                        List.of(new StatisticsReport.Pair(7, 1, 2, 3)))),
                new StatisticsReport.Totals(
                        -9, List.of(new StatisticsReport.Total(5, new StatisticsReport.Pair(7, 10, 20, 30)))));
        assertThat(cross(StatisticsReport.TYPE, report)).isEqualTo(report);
        assertThat(report.pipelines().get(0).errorText()).hasSize(1_000);
    }

    @Test
    void aLogRecordArrivesWithItsTextsCut() {
        LogRecordReport report = new LogRecordReport(1, 2, 3, "t".repeat(300), "ü".repeat(9_000), 4);
        assertThat(cross(LogRecordReport.TYPE, report)).isEqualTo(report);
        assertThat(report.title()).hasSize(200);
        assertThat(report.message()).hasSize(8_000);
    }

    private static <T> T cross(MessageType<T> type, T message) {
        ByteBuf bytes = Unpooled.buffer(16, type.maxBytes());
        type.codec().write(message, bytes);
        return type.codec().read(bytes);
    }
}
