package io.otter.benchmark.report;

import io.otter.benchmark.measure.Throughput;
import io.otter.benchmark.peer.Peers;
import io.otter.benchmark.work.Work;
import java.util.Locale;
import java.util.OptionalDouble;

/** The cost of a row with ten times as much of something, next to the ceiling's cost, as a Markdown table. */
public record GrowthReport(Results results) {
    public String table() {
        StringBuilder table = new StringBuilder("""

                CPU seconds per million rows (against the first line):

                | work | target + Otter's node | target + ceiling |
                | --- | --- | --- |
                """);
        for (Work work : Work.GROWTH) {
            table.append(String.format(
                    Locale.ROOT, "| %s | %s | %s |%n", work.title(), cost(work, Peers.US), cost(work, Peers.CEILING)));
        }
        return table.toString();
    }

    private String cost(Work work, String peer) {
        double target = figure(results.throughput(work, peer, Throughput::targetCpu));
        double own = figure(results.throughput(work, peer, Throughput::peerCpu));
        Work first = Work.GROWTH.get(0);
        double base = figure(results.throughput(first, peer, Throughput::targetCpu))
                + figure(results.throughput(first, peer, Throughput::peerCpu));
        return String.format(Locale.ROOT, "%.1f + %.1f (%.2f)", target, own, (target + own) / base);
    }

    private static double figure(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }
}
