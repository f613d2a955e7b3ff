package io.otter.node.server;

import io.otter.arbitrate.session.Coordination;
import io.otter.common.error.RowText;
import io.otter.common.health.Lateness;
import io.otter.common.metrics.Samples;
import io.otter.common.model.NodeConfig;
import io.otter.node.pipeline.AppliedRows;
import io.otter.node.supervisor.NodeSupervisor;
import io.otter.node.supervisor.PipelineReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contents of {@code /health} and {@code /metrics}, from current facts. Thread-safe. */
final class NodeStatus {
    private final NodeConfig node;
    private final String version;
    private final Coordination coordination;
    private final NodeSupervisor supervisor;
    private final Lateness lateness = new Lateness();
    private final NodeMetrics metrics;

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
        metrics = new NodeMetrics(node.name(), version, coordination, applied, lateness);
    }

    /** This node's pipelines by id; call often, since this is when delays and counts are learned. */
    Map<Long, PipelineReport> reports() {
        Map<Long, PipelineReport> reports = supervisor.reports();
        Instant now = Instant.now();
        reports.forEach((id, report) -> report.facts().ifPresent(facts -> lateness.said(id, now, facts.delayMillis())));
        metrics.see(reports);
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

    void metrics(Samples samples) {
        metrics.write(samples, reports(), Instant.now());
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
}
