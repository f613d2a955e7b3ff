package io.otter.benchmark.report;

import io.otter.benchmark.measure.Throughput;
import io.otter.benchmark.peer.Peers;
import io.otter.benchmark.work.Work;
import java.util.Locale;
import java.util.OptionalDouble;

/** What a row costs when there is ten times as much of something, as a Markdown table. */
public record GrowthReport(Results results) {
    public String table() {
        StringBuilder table = new StringBuilder("""

                | work | CPU seconds per million rows: target + node | against the first line |
                | --- | --- | --- |
                """);
        Work.GROWTH.forEach(work -> table.append(line(work)));
        return table.toString();
    }

    private String line(Work work) {
        double target = figure(results.throughput(work, Peers.US, Throughput::targetCpu));
        double node = figure(results.throughput(work, Peers.US, Throughput::peerCpu));
        double base = figure(results.throughput(Work.GROWTH.get(0), Peers.US, Throughput::targetCpu))
                + figure(results.throughput(Work.GROWTH.get(0), Peers.US, Throughput::peerCpu));
        return String.format(
                Locale.ROOT, "| %s | %.1f + %.1f | %.2f |%n", work.title(), target, node, (target + node) / base);
    }

    private static double figure(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }
}
