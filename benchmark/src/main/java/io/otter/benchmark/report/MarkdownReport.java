package io.otter.benchmark.report;

import io.otter.benchmark.measure.Latency;
import io.otter.benchmark.measure.Throughput;
import io.otter.benchmark.peer.Peers;
import io.otter.benchmark.work.Work;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Results as Markdown tables: a row per work, a column per peer.
 *
 * @param works in row order
 * @param peers in column order
 */
public record MarkdownReport(Results results, List<Work> works, List<String> peers) {
    /** All tables that have a row. */
    public String tables() {
        return table("Rows per second (share of the ceiling; how many times slower than Otter)", false, this::speed)
                + table(
                        "Rows per second from the start of reading to equality (†: or until the time was up)",
                        false,
                        this::rate)
                + table("CPU seconds per million rows: target + peer", false, this::cpu)
                + table("Peak resident memory of the peer, MB", false, this::memory)
                + table("Commit to visible, ms: p50 / p95 / p99", true, this::latency);
    }

    private String table(String title, boolean latency, BiFunction<Work, String, String> cell) {
        List<Work> rows =
                works.stream().filter(work -> work.latency() == latency).toList();
        if (rows.isEmpty()) {
            return "";
        }
        return "\n" + title + ":\n\n"
                + line("work", PeerStyle::title)
                + line("---", peer -> "---")
                + rows.stream()
                        .map(work -> line(work.title(), peer -> cell.apply(work, peer)))
                        .collect(Collectors.joining());
    }

    private String line(String head, Function<String, String> cell) {
        return "| " + head + " | " + peers.stream().map(cell).collect(Collectors.joining(" | ")) + " |\n";
    }

    private String speed(Work work, String peer) {
        OptionalDouble speed = results.speed(work, peer);
        if (speed.isEmpty()) {
            return "";
        }
        StringBuilder cell = new StringBuilder(number(speed.getAsDouble()));
        OptionalDouble ceiling = results.speed(work, Peers.CEILING);
        OptionalDouble us = results.speed(work, Peers.US);
        if (ceiling.isPresent() && !peer.equals(Peers.CEILING)) {
            cell.append(String.format(Locale.ROOT, " (%.0f %%", 100 * speed.getAsDouble() / ceiling.getAsDouble()));
            if (us.isPresent() && !peer.equals(Peers.US)) {
                cell.append(String.format(Locale.ROOT, "; %.1f ×", us.getAsDouble() / speed.getAsDouble()));
            }
            cell.append(')');
        }
        return peer.equals(Peers.US) ? "**" + cell + "**" : cell.toString();
    }

    private String rate(Work work, String peer) {
        return number(results.throughput(work, peer, Throughput::rate)) + (results.cutOff(work, peer) ? " †" : "");
    }

    private String cpu(Work work, String peer) {
        String target = number(results.throughput(work, peer, Throughput::targetCpu));
        return target.isEmpty() ? "" : target + " + " + number(results.throughput(work, peer, Throughput::peerCpu));
    }

    private String memory(Work work, String peer) {
        OptionalDouble bytes = results.throughput(work, peer, Throughput::peakBytes);
        return bytes.isEmpty() || bytes.getAsDouble() == 0 ? "" : number(bytes.getAsDouble() / 1e6);
    }

    private String latency(Work work, String peer) {
        OptionalDouble p50 = results.latency(work, peer, Latency::p50);
        return p50.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.1f / %.1f / %.1f",
                        p50.getAsDouble(),
                        results.latency(work, peer, Latency::p95).orElseThrow(),
                        results.latency(work, peer, Latency::p99).orElseThrow());
    }

    private static String number(OptionalDouble value) {
        return value.isEmpty() ? "" : number(value.getAsDouble());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
    }
}
