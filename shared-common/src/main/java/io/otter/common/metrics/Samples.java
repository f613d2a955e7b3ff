package io.otter.common.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of one scrape. They are made anew each time, so that nothing is left of what is configured no more. One thread at
 * a time.
 */
public final class Samples {
    private static final String TOTAL = "_total";

    private final Map<String, Family> families = new LinkedHashMap<>();

    /** What may go up and down. @param help one sentence */
    public Family gauge(String name, String help) {
        return families.computeIfAbsent(name, unused -> new Family(help));
    }

    /** What only grows. @param name ends with {@code _total} */
    public Family counter(String name, String help) {
        if (!name.endsWith(TOTAL)) {
            throw new IllegalArgumentException(name + " does not end with " + TOTAL);
        }
        return gauge(name, help);
    }

    /** The names of all families, whether they have a value or not. */
    public Set<String> names() {
        return Set.copyOf(families.keySet());
    }

    /** One name with its values. */
    public static final class Family {
        private final String help;
        private final Map<Labels, Double> values = new LinkedHashMap<>();

        private Family(String help) {
            this.help = help;
        }

        /**
         * Adds a value. Of two with the same labels the first counts: while two channels exchange their names, a node may see
         * both under one, and a scrape that fails would hide all others.
         *
         * @param labels names and values in turn
         */
        public void add(double value, String... labels) {
            values.putIfAbsent(Labels.of(labels), value);
        }

        /** Adds 1 for the present one of all states, 0 for the others. @param labels of all of them */
        public void state(Collection<String> states, String present, String... labels) {
            Labels common = Labels.of(labels);
            for (String state : states) {
                values.putIfAbsent(common.add("state", state), state.equals(present) ? 1.0 : 0.0);
            }
        }
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> snapshots = families.entrySet().stream()
                .filter(family -> !family.getValue().values.isEmpty())
                .map(family -> snapshot(family.getKey(), family.getValue()))
                .toList();
        return new MetricSnapshots(snapshots);
    }

    private static MetricSnapshot snapshot(String name, Family family) {
        if (name.endsWith(TOTAL)) {
            CounterSnapshot.Builder counter = CounterSnapshot.builder()
                    .name(name.substring(0, name.length() - TOTAL.length()))
                    .help(family.help);
            family.values.forEach(
                    (labels, value) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(labels)
                            .value(value)
                            .build()));
            return counter.build();
        }
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(family.help);
        family.values.forEach((labels, value) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build()));
        return gauge.build();
    }
}
