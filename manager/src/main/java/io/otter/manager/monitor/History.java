package io.otter.manager.monitor;

import io.otter.manager.monitor.MonitorMapper.KindRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * A pipeline's history in tables DELAY_STAT, THROUGHPUT_STAT and TABLE_HISTORY_STAT, sampled once a
 * minute and coarser the older they are, see {@link RollUp}.
 * Thread-safe.
 */
@Component
public final class History {
    private final MonitorMapper mapper;
    private final Clock clock;

    @Autowired
    History(MonitorMapper mapper) {
        this(mapper, Clock.systemUTC());
    }

    History(MonitorMapper mapper, Clock clock) {
        this.mapper = mapper;
        this.clock = clock;
    }

    /** A time range with its step. */
    public enum Range {
        MINUTES("15m", Duration.ofMinutes(15), Duration.ofMinutes(1)),
        HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
        DAY("24h", Duration.ofHours(24), Duration.ofMinutes(10)),
        WEEK("7d", Duration.ofDays(7), Duration.ofHours(1)),
        MONTH("30d", Duration.ofDays(30), Duration.ofHours(6)),
        YEAR("365d", Duration.ofDays(365), Duration.ofDays(1));

        private final String text;
        private final Duration length;
        private final Duration step;

        Range(String text, Duration length, Duration step) {
            this.text = text;
            this.length = length;
            this.step = step;
        }

        /** Defaults to one hour for unknown text. */
        public static Range of(String text) {
            return Stream.of(values())
                    .filter(range -> range.text.equals(text))
                    .findFirst()
                    .orElse(HOUR);
        }

        /** The form used in URLs. */
        public String text() {
            return text;
        }
    }

    /**
     * The data of one step.
     *
     * @param at its start
     * @param delayMillis the longest delay, null without reports
     * @param rates null without reports
     */
    public record Point(
            Instant at,
            @Nullable Long delayMillis,
            @Nullable Rates rates) {}

    /** Rows applied per second. */
    public record Rates(double rows, double inserts, double updates, double deletes) {}

    /**
     * All steps of the range, newest first.
     *
     * @param pairs the pipeline's media pairs
     */
    public List<Point> of(long pipelineId, List<Long> pairs, Range range) {
        long step = range.step.toSeconds();
        long last = clock.instant().getEpochSecond() / step * step;
        long first = last - range.length.toSeconds() + step;
        Map<Long, Long> delays = mapper.delays(pipelineId, first, step).stream()
                .collect(Collectors.toMap(MonitorMapper.DelayRow::at, MonitorMapper.DelayRow::millis));
        Map<Long, KindRow> kinds = pairs.isEmpty()
                ? Map.of()
                : mapper.kinds(pairs, first, step).stream().collect(Collectors.toMap(KindRow::at, row -> row));
        Map<Long, Rates> rates = mapper.rates(pipelineId, first, step).stream()
                .filter(row -> row.seconds() > 0)
                .collect(Collectors.toMap(
                        MonitorMapper.RateRow::at,
                        row -> rates(row, kinds.getOrDefault(row.at(), new KindRow(row.at(), 0, 0, 0)))));
        List<Point> points = new ArrayList<>();
        for (long at = last; at >= first; at -= step) {
            points.add(new Point(Instant.ofEpochSecond(at), delays.get(at), rates.get(at)));
        }
        return points;
    }

    /**
     * Rows of one table by kind.
     *
     * @param at the start of the step
     */
    public record Counts(Instant at, long inserts, long updates, long deletes) {}

    /** All steps of the range for one media pair, newest first. */
    public List<Counts> ofPair(long pairId, Range range) {
        long step = range.step.toSeconds();
        long last = clock.instant().getEpochSecond() / step * step;
        long first = last - range.length.toSeconds() + step;
        Map<Long, KindRow> kinds =
                mapper.kinds(List.of(pairId), first, step).stream().collect(Collectors.toMap(KindRow::at, row -> row));
        List<Counts> counts = new ArrayList<>();
        for (long at = last; at >= first; at -= step) {
            KindRow row = kinds.getOrDefault(at, new KindRow(at, 0, 0, 0));
            counts.add(new Counts(Instant.ofEpochSecond(at), row.inserts(), row.updates(), row.deletes()));
        }
        return counts;
    }

    private static Rates rates(MonitorMapper.RateRow row, KindRow kinds) {
        double seconds = row.seconds();
        return new Rates(
                row.rowCount() / seconds,
                kinds.inserts() / seconds,
                kinds.updates() / seconds,
                kinds.deletes() / seconds);
    }
}
