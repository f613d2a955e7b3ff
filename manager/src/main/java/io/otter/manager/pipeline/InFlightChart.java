package io.otter.manager.pipeline;

import io.otter.arbitrate.process.ProcessMark.Stage;
import io.otter.manager.web.ChannelView.ProcessView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The batches in flight: how many are between two stages, and the age of each as a bar in SVG units, ending now.
 *
 * @param gaps after select, after extract, after transform
 * @param bars oldest process first
 * @param spanMillis time span of the widest bar
 */
record InFlightChart(List<Gap> gaps, List<Bar> bars, long spanMillis) {
    static final int WIDTH = 1000;
    private static final int ROW = 22;
    private static final int LEAST = 3;

    InFlightChart {
        gaps = List.copyOf(gaps);
        bars = List.copyOf(bars);
    }

    /**
     * Batches that have completed a stage but not the next one.
     *
     * @param oldestMillis time since the oldest was cut, null when there is none
     */
    record Gap(
            Stage passed,
            int batches,
            long rows,
            long bytes,
            @Nullable Long oldestMillis) {}

    /** A process, from its cut until now. */
    record Bar(ProcessView process, long millis, int x, int y, int width) {}

    public int width() {
        return WIDTH;
    }

    public int height() {
        return bars.size() * ROW;
    }

    static InFlightChart of(List<ProcessView> processes, Instant now) {
        List<Gap> gaps = Stream.of(Stage.values())
                .map(stage -> gap(
                        stage,
                        processes.stream()
                                .filter(process -> process.stage() == stage)
                                .toList(),
                        now))
                .toList();
        long span = Math.max(
                1, processes.stream().mapToLong(one -> age(one, now)).max().orElse(1));
        List<Bar> bars = new ArrayList<>();
        for (ProcessView process :
                processes.stream().sorted(Comparator.comparing(ProcessView::id)).toList()) {
            long millis = age(process, now);
            int width = (int) Math.max(LEAST, WIDTH * millis / span);
            bars.add(new Bar(process, millis, WIDTH - width, bars.size() * ROW, width));
        }
        return new InFlightChart(gaps, bars, span);
    }

    private static Gap gap(Stage passed, List<ProcessView> processes, Instant now) {
        return new Gap(
                passed,
                processes.size(),
                processes.stream().mapToLong(ProcessView::rows).sum(),
                processes.stream().mapToLong(ProcessView::bytes).sum(),
                processes.stream()
                        .map(process -> age(process, now))
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    /** Not negative: clocks differ between hosts, so a batch may seem to be from the future. */
    private static long age(ProcessView process, Instant now) {
        return Math.max(0, Duration.between(process.since(), now).toMillis());
    }
}
