package io.otter.integration.chaos;

import io.otter.integration.chaos.Sampler.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** What the target had when, against which samples are judged. */
final class Truth {
    /** A node hears of its source every second and believes it for 3.5 s; a manager believes a node for 6 s. */
    private static final long HEARD_MILLIS = 10_000;

    /** Beside these a session of ZooKeeper, which is 10 s, has to end. */
    private static final long GONE_MILLIS = 24_000;

    private static final long FAULT_MILLIS = 20_000;
    private static final long SLACK_MILLIS = 3_000;
    private static final long STEP_MILLIS = 100;

    private final long begin;
    private final long[] lags;
    private final List<Outage> outages;

    private record Row(long committed, long arrived) {}

    /**
     * @param commits when each row's commit was known at the source, in milliseconds
     * @param arrivals when it was written at the target
     */
    Truth(Map<Long, Long> commits, Map<Long, Long> arrivals, List<Outage> outages, long begin, long end) {
        this.outages = outages;
        this.begin = begin;
        lags = new long[(int) ((end - begin) / STEP_MILLIS) + 1];
        List<Row> rows = commits.entrySet().stream()
                .map(commit -> new Row(commit.getValue(), arrivals.getOrDefault(commit.getKey(), Long.MAX_VALUE)))
                .sorted(Comparator.comparingLong(Row::committed))
                .toList();
        PriorityQueue<Row> waiting = new PriorityQueue<>(Comparator.comparingLong(Row::committed));
        int next = 0;
        for (int i = 0; i < lags.length; i++) {
            long now = begin + i * STEP_MILLIS;
            while (next < rows.size() && rows.get(next).committed <= now) {
                waiting.add(rows.get(next++));
            }
            while (!waiting.isEmpty() && waiting.element().arrived <= now) {
                waiting.remove();
            }
            lags[i] = waiting.isEmpty() ? 0 : now - waiting.element().committed;
        }
    }

    /** What of the samples was not true at any moment at which it may have been heard. */
    List<String> lies(List<Sample> samples) {
        List<String> lies = new ArrayList<>();
        for (Sample sample : samples) {
            lie(sample).ifPresent(lie -> lies.add(lie + ": " + sample));
        }
        return lies;
    }

    /** How late the target was at most. */
    long mostMillis() {
        return Arrays.stream(lags).max().orElse(0);
    }

    private Optional<String> lie(Sample sample) {
        long least = least(sample.from() - HEARD_MILLIS, sample.to());
        Long delay = sample.delayMillis();
        if (delay != null && least > delay + SLACK_MILLIS) {
            return Optional.of("delay " + delay + " ms, but at least " + least + " ms");
        }
        if (!sample.running()) {
            return Optional.empty();
        }
        if (isOut("n1", sample, GONE_MILLIS) && isOut("n2", sample, GONE_MILLIS)) {
            return Optional.of("running without a node");
        }
        if (isOut("zookeeper", sample, GONE_MILLIS)) {
            return Optional.of("running without ZooKeeper");
        }
        if (outages.stream()
                .anyMatch(outage -> outage.subject().equals("operator")
                        && !outage.how().startsWith("drained")
                        && outage.covers(sample.from() - FAULT_MILLIS, sample.to()))) {
            return Optional.of("running while stopped");
        }
        for (String server : List.of("source", "target")) {
            if (sample.lastError() == null && isOut(server, sample, FAULT_MILLIS)) {
                return Optional.of("running without an error and without the " + server);
            }
        }
        return Optional.empty();
    }

    private boolean isOut(String subject, Sample sample, long since) {
        return outages.stream()
                .filter(outage ->
                        outage.subject().equals(subject) || outage.subject().equals("way to " + subject))
                .filter(outage -> !outage.how().equals("slow") && !outage.how().equals("cut"))
                .anyMatch(outage -> outage.covers(sample.from() - since, sample.to()));
    }

    private long least(long from, long to) {
        long least = Long.MAX_VALUE;
        for (long at = Math.max(from, begin); at <= to; at += STEP_MILLIS) {
            int i = (int) ((at - begin) / STEP_MILLIS);
            least = Math.min(least, i < lags.length ? lags[i] : 0);
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }
}
