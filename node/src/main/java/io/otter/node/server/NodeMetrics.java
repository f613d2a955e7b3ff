package io.otter.node.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.health.Lateness;
import io.otter.common.metrics.Growing;
import io.otter.common.metrics.Samples;
import io.otter.common.metrics.Samples.Family;
import io.otter.node.batch.RowCounts;
import io.otter.node.pipeline.AppliedRows;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.supervisor.PipelineReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a node says of itself and of its pipelines; docs/monitoring.md lists it. Thread-safe. */
final class NodeMetrics {
    private static final List<String> STATES =
            Stream.of(PipelineState.values()).map(NodeMetrics::label).toList();

    /** Counted from 0 on: Prometheus takes the first value of a series for where it begins, and would see no growth to 1. */
    private static final List<ErrorCode> USUAL = List.of(
            ErrorCode.BINLOG_DISCONNECTED,
            ErrorCode.DATABASE_UNREACHABLE,
            ErrorCode.LOAD_TRANSIENT,
            ErrorCode.RPC_TIMEOUT,
            ErrorCode.RPC_UNREACHABLE,
            ErrorCode.ZOOKEEPER_UNREACHABLE);

    private static final String UNITS = "units";
    private static final String REPAIRED = "repaired";
    private static final String MISSING = "missing";
    private static final String CONFLICTS = "conflicts";

    private final String node;
    private final String version;
    private final Coordination coordination;
    private final AppliedRows applied;
    private final Lateness lateness;
    private final Growing counts = new Growing();
    private final Growing stages = new Growing();
    private final Growing faults = new Growing();

    /** A fault is a new one with each try. */
    @GuardedBy("this")
    private final Map<Long, Instant> lastFaults = new HashMap<>();

    NodeMetrics(String node, String version, Coordination coordination, AppliedRows applied, Lateness lateness) {
        this.node = node;
        this.version = version;
        this.coordination = coordination;
        this.applied = applied;
        this.lateness = lateness;
    }

    /** Takes note of what would be lost between two scrapes; call often. */
    synchronized void see(Map<Long, PipelineReport> reports) {
        List.of(counts, stages, faults).forEach(growing -> growing.keep(reports.keySet()));
        lastFaults.keySet().retainAll(reports.keySet());
        for (Map.Entry<Long, PipelineReport> entry : reports.entrySet()) {
            long id = entry.getKey();
            PipelineReport report = entry.getValue();
            report.facts().ifPresent(facts -> {
                counts.seen(id, UNITS, facts.batches());
                counts.seen(id, REPAIRED, facts.repaired());
                counts.seen(id, MISSING, facts.missingDeletes());
                counts.seen(id, CONFLICTS, facts.conflicts());
                facts.stageSeconds().forEach((stage, seconds) -> stages.seen(id, stage, seconds));
            });
            OtterException fault = report.fault();
            if (fault != null && !fault.at().equals(lastFaults.put(id, fault.at()))) {
                faults.add(id, fault.code().name());
            }
        }
    }

    void write(Samples samples, Map<Long, PipelineReport> reports, Instant now) {
        samples.gauge("sync_node_info", "The version that this node runs.").add(1, "node", node, "version", version);
        samples.gauge("sync_zookeeper_connected", "1 while this node has a session with ZooKeeper.")
                .add(coordination.state() == SessionState.CONNECTED ? 1 : 0, "node", node);
        Map<Long, RowCounts> rows = applied.totals().stream()
                .collect(Collectors.toMap(AppliedRows.Total::pipelineId, AppliedRows.Total::rows, RowCounts::plus));
        Family up = samples.gauge("sync_pipeline_up", "1 while the pipeline runs on this node without a fault.");
        Family state = samples.gauge("sync_pipeline_state", "1 for what the pipeline does on this node.");
        Family lag = samples.gauge(
                "sync_lag_seconds", "Age of the oldest transaction that is not applied, NaN while nobody knows.");
        Family applications = samples.counter("sync_rows_total", "Rows applied by this node, in all runs.");
        Family epoch = samples.gauge("sync_owner_epoch", "Number of this node's term, 0 while it has none.");
        Family fault = samples.gauge("sync_fault", "1 for what is wrong with the pipeline now.");
        reports.forEach((id, report) -> {
            String[] labels = labels(report);
            up.add(report.health(now).running() ? 1 : 0, labels);
            state.state(STATES, label(report.state()), labels);
            lag.add(lateness.of(id, now).map(NodeMetrics::seconds).orElse(Double.NaN), labels);
            RowCounts all = rows.getOrDefault(id, RowCounts.NONE);
            applications.add(all.inserts(), and(labels, "op", "insert"));
            applications.add(all.updates(), and(labels, "op", "update"));
            applications.add(all.deletes(), and(labels, "op", "delete"));
            epoch.add(report.epoch(), labels);
            OtterException present = report.fault();
            if (present != null) {
                fault.add(1, and(labels, "code", present.code().name()));
            }
        });
        writeRuns(samples, reports);
        writeCounts(samples, reports);
    }

    private void writeRuns(Samples samples, Map<Long, PipelineReport> reports) {
        Family inFlight = samples.gauge("sync_units_in_flight", "Batches between select and load.");
        Family queue = samples.gauge("sync_queue_bytes", "Size of the batches between select and load.");
        Family position = samples.gauge(
                "sync_position_timestamp_seconds",
                "When the source committed what was applied last, by its own clock.");
        Family bottleneck = samples.gauge("sync_bottleneck", "1 for what the pipeline spends most of its time with.");
        reports.forEach((id, report) -> {
            String[] labels = labels(report);
            inFlight.add(report.facts().map(RunFacts::inFlight).orElse(0), labels);
            queue.add(report.facts().map(RunFacts::queueBytes).orElse(0L), labels);
            report.facts().ifPresent(facts -> {
                if (facts.position() != null && facts.position().timestampMillis() > 0) {
                    position.add(facts.position().timestampMillis() / 1_000.0, labels);
                }
                bottleneck.add(1, and(labels, "stage", label(facts.stageTimes().bottleneck())));
            });
        });
    }

    private void writeCounts(Samples samples, Map<Long, PipelineReport> reports) {
        Family units = samples.counter("sync_units_total", "Batches applied since this node started.");
        Family repaired = samples.counter(
                "sync_repaired_rows_total",
                "Updates whose row was missing and was written whole, since this node started.");
        Family missing = samples.counter(
                "sync_missing_deletes_total", "Deletes whose row was missing, since this node started.");
        Family conflicts = samples.counter(
                "sync_conflicts_total",
                "Rows that the target had changed, too, decided by the policy of their pair, since this node started.");
        Family stageSeconds = samples.counter(
                "sync_stage_seconds_total",
                "Time in each stage, and waiting for the source or the load side, since this node started.");
        Family retries =
                samples.counter("sync_retries_total", "Attempts that ended with a fault, since this node started.");
        reports.forEach((id, report) -> {
            String[] labels = labels(report);
            Map<String, Double> all = counts.of(id);
            units.add(all.getOrDefault(UNITS, 0.0), labels);
            repaired.add(all.getOrDefault(REPAIRED, 0.0), labels);
            missing.add(all.getOrDefault(MISSING, 0.0), labels);
            conflicts.add(all.getOrDefault(CONFLICTS, 0.0), labels);
            stages.of(id).forEach((stage, seconds) -> stageSeconds.add(seconds, and(labels, "stage", stage)));
            faults.of(id).forEach((code, times) -> retries.add(times, and(labels, "code", code)));
            USUAL.forEach(code -> retries.add(0, and(labels, "code", code.name())));
        });
    }

    private String[] labels(PipelineReport report) {
        return new String[] {"channel", report.channel(), "pipeline", report.pipeline(), "node", node};
    }

    private static String[] and(String[] labels, String name, String value) {
        return Stream.concat(Stream.of(labels), Stream.of(name, value)).toArray(String[]::new);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
