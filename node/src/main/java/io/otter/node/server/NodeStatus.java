package io.otter.node.server;

import io.otter.arbitrate.session.Coordination;
import io.otter.common.error.RowText;
import io.otter.common.health.Lateness;
import io.otter.common.model.NodeConfig;
import io.otter.node.pipeline.AppliedRows;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.supervisor.NodeSupervisor;
import io.otter.node.supervisor.PipelineReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The contents of {@code /health} and {@code /metrics}, from current facts. Thread-safe. */
final class NodeStatus {
    private final NodeConfig node;
    private final String version;
    private final Coordination coordination;
    private final NodeSupervisor supervisor;
    private final AppliedRows applied;
    private final Lateness lateness = new Lateness();

    NodeStatus(
            NodeConfig node,
            String version,
            Coordination coordination,
            NodeSupervisor supervisor,
            AppliedRows applied) {
        this.node = node;
        this.version = version;
        this.coordination = coordination;
        this.supervisor = supervisor;
        this.applied = applied;
    }

    /** This node's pipelines by id; call often, since this is when delays are learned. */
    Map<Long, PipelineReport> reports() {
        Map<Long, PipelineReport> reports = supervisor.reports();
        Instant now = Instant.now();
        reports.forEach((id, report) -> report.facts().ifPresent(facts -> lateness.said(id, now, facts.delayMillis())));
        return reports;
    }

    Object health() {
        List<Map<String, Object>> pipelines = new ArrayList<>();
        reports().forEach((id, report) -> pipelines.add(pipeline(id, report)));
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("nid", node.nid());
        health.put("name", node.name());
        health.put("version", version);
        health.put("zookeeper", coordination.state());
        health.put("pipelines", pipelines);
        return health;
    }

    String metrics() {
        StringBuilder text = new StringBuilder();
        Map<Long, PipelineReport> reports = reports();
        Instant now = Instant.now();
        Map<Long, Long> rows = applied.totals().stream()
                .collect(Collectors.toMap(
                        AppliedRows.Total::pipelineId, total -> total.rows().rows(), Long::sum));
        metric(
                text,
                "sync_pipeline_up",
                "gauge",
                "1 while the pipeline runs on this node without a fault",
                reports,
                (id, report) -> report.health(now).running() ? 1 : 0);
        metric(
                text,
                "sync_lag_seconds",
                "gauge",
                "age of the oldest transaction that is not applied, NaN when unknown",
                reports,
                (id, report) -> lateness.of(id, now)
                        .map(delay -> delay.toMillis() / 1000.0)
                        .orElse(Double.NaN));
        metric(
                text,
                "sync_rows_total",
                "counter",
                "rows applied by this node, in all runs",
                reports,
                (id, report) -> rows.getOrDefault(id, 0L));
        metric(
                text,
                "sync_units_in_flight",
                "gauge",
                "batches between select and load",
                reports,
                (id, report) -> report.facts().map(RunFacts::inFlight).orElse(0));
        metric(
                text,
                "sync_repaired_rows_total",
                "counter",
                "updates whose row was missing, written whole",
                reports,
                (id, report) -> report.facts().map(RunFacts::repaired).orElse(0L));
        metric(
                text,
                "sync_conflicts_total",
                "counter",
                "rows that the target had changed, too, and that were decided by the policy of their pair",
                reports,
                (id, report) -> report.facts().map(RunFacts::conflicts).orElse(0L));
        stageSeconds(text, reports);
        bottleneck(text, reports);
        return text.toString();
    }

    private static void stageSeconds(StringBuilder text, Map<Long, PipelineReport> reports) {
        head(
                text,
                "sync_stage_seconds_total",
                "counter",
                "time in each stage, and waiting for the source or the load side");
        reports.forEach((id, report) -> report.facts()
                .map(RunFacts::stageSeconds)
                .orElse(Map.of())
                .forEach((stage, seconds) ->
                        line(text, "sync_stage_seconds_total", id, report, ",stage=\"" + stage + "\"", seconds)));
    }

    private static void bottleneck(StringBuilder text, Map<Long, PipelineReport> reports) {
        head(text, "sync_bottleneck", "gauge", "1 for what the pipeline spends most of its time with");
        reports.forEach((id, report) -> report.facts()
                .ifPresent(facts -> line(
                        text,
                        "sync_bottleneck",
                        id,
                        report,
                        ",stage=\"" + facts.stageTimes().bottleneck().name().toLowerCase(Locale.ROOT) + "\"",
                        1)));
    }

    private static Map<String, Object> pipeline(long id, PipelineReport report) {
        Map<String, Object> pipeline = new LinkedHashMap<>();
        pipeline.put("id", id);
        pipeline.put("channel", report.channel());
        pipeline.put("name", report.pipeline());
        pipeline.put("state", report.state());
        report.facts().ifPresent(facts -> {
            pipeline.put(
                    "position",
                    facts.position() == null ? null : facts.position().toString());
            pipeline.put("delayMillis", facts.delayMillis());
            pipeline.put("rows", facts.rows());
            pipeline.put("inFlight", facts.inFlight());
            pipeline.put("stageMillis", facts.stageTimes());
            if (facts.lastFault() != null) {
                pipeline.put("retrying", RowText.hidden(facts.lastFault().describe()));
            }
        });
        if (report.lastFault() != null) {
            pipeline.put("lastError", RowText.hidden(report.lastFault().describe()));
        }
        return pipeline;
    }

    private static void metric(
            StringBuilder text,
            String name,
            String type,
            String help,
            Map<Long, PipelineReport> reports,
            BiFunction<Long, PipelineReport, Number> value) {
        head(text, name, type, help);
        reports.forEach((id, report) -> line(text, name, id, report, "", value.apply(id, report)));
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** @param labels in addition to those of the pipeline, each preceded by a comma */
    private static void line(
            StringBuilder text, String name, long id, PipelineReport report, String labels, Number value) {
        text.append(String.format(
                Locale.ROOT, "%s{pipeline=\"%d\",channel=\"%d\"%s} %s%n", name, id, report.channelId(), labels, value));
    }
}
