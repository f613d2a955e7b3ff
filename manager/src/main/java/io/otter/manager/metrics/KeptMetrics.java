package io.otter.manager.metrics;

import io.otter.common.metrics.Samples;
import io.otter.common.metrics.Samples.Family;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.metrics.KeptFigures.Figures;
import io.otter.manager.metrics.KeptFigures.Run;
import io.otter.manager.metrics.KeptFigures.Table;
import io.otter.manager.metrics.MetricsMapper.CountRow;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What the database counts of channels that are configured. One thread at a time. */
final class KeptMetrics {
    /** A channel with more tables shows its sums only by its pages: each would be a series. */
    private static final int MOST_TABLES = 200;

    private final Samples samples;
    private final List<ChannelReport> channels;

    KeptMetrics(Samples samples, List<ChannelReport> channels) {
        this.samples = samples;
        this.channels = channels;
    }

    void write(Figures figures) {
        Family letters =
                samples.gauge("otter_dead_letter_rows", "Rows that were put aside and not dealt with, by state.");
        Family conflicts = samples.gauge(
                "otter_conflict_rows",
                "Rows that both sides changed within the last hour, by the policy that decided.");
        Family alarms = samples.gauge("otter_alarms_active", "Alarms that have not recovered, by kind of rule.");
        for (ChannelReport channel : channels) {
            for (PipelineStatus pipeline : channel.pipelines()) {
                String[] labels = {"channel", channel.name(), "pipeline", pipeline.name()};
                letters.add(count(figures.deadLetters(), pipeline.id(), "OPEN"), with(labels, "state", "open"));
                counts(letters, figures.deadLetters(), pipeline.id(), "state", labels);
                counts(conflicts, figures.conflicts(), pipeline.id(), "policy", labels);
                counts(alarms, figures.alarms(), pipeline.id(), "kind", labels);
            }
        }
        writeResyncs(figures.resyncs());
        writeSamples(figures.samples());
        Family mismatches = samples.gauge(
                "otter_verify_mismatch_rows", "Rows that the channel's last complete comparison found to differ.");
        for (Run run : figures.verifies()) {
            name(
                    run,
                    channel -> mismatches.add(
                            run.tables().stream().mapToLong(Table::differences).sum(), "channel", channel));
        }
    }

    private void writeSamples(List<Run> runs) {
        Family rows = samples.gauge(
                "otter_verify_sample_rows", "Changed rows that the present sample of the channel has compared.");
        Family mismatches = samples.gauge(
                "otter_verify_sample_mismatch_rows",
                "Changed rows that the present sample of the channel found to differ.");
        for (Run run : runs) {
            name(run, channel -> {
                rows.add(run.tables().stream().mapToLong(Table::rows).sum(), "channel", channel);
                mismatches.add(
                        run.tables().stream().mapToLong(Table::differences).sum(), "channel", channel);
            });
        }
    }

    private void writeResyncs(List<Run> runs) {
        Family rows = samples.gauge("otter_resync_rows", "Rows that the present resync has copied.");
        Family estimate = samples.gauge("otter_resync_rows_estimate", "Rows that the present resync has to copy.");
        for (Run run : runs) {
            name(
                    run,
                    channel -> run.tables().stream().limit(MOST_TABLES).forEach(table -> {
                        rows.add(table.rows(), "channel", channel, "table", table.source());
                        estimate.add(table.estimatedRows(), "channel", channel, "table", table.source());
                    }));
        }
    }

    /** Not of a channel that is deleted. */
    private void name(Run run, Consumer<String> write) {
        channels.stream()
                .filter(channel -> channel.id() == run.channelId())
                .findFirst()
                .map(ChannelReport::name)
                .ifPresent(write);
    }

    private static void counts(Family family, List<CountRow> rows, long pipelineId, String label, String[] labels) {
        for (CountRow row : rows) {
            if (row.id() == pipelineId) {
                family.add(row.number(), with(labels, label, row.kind().toLowerCase(Locale.ROOT)));
            }
        }
    }

    private static long count(List<CountRow> rows, long pipelineId, String kind) {
        return rows.stream()
                .filter(row -> row.id() == pipelineId && row.kind().equals(kind))
                .mapToLong(CountRow::number)
                .sum();
    }

    private static String[] with(String[] labels, String name, String value) {
        return new String[] {labels[0], labels[1], labels[2], labels[3], name, value};
    }
}
