package io.otter.manager.metrics;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.health.PipelineHealth;
import io.otter.common.metrics.Samples;
import io.otter.common.metrics.Samples.Family;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.channel.Recoveries;
import io.otter.manager.channel.Restarts;
import io.otter.manager.position.LogRetention;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a manager says of itself, of every node and of every pipeline that is configured. Thread-safe. */
@Component
final class ManagerMetrics {
    private static final List<String> STATES = labels(PipelineHealth.State.values());
    private static final List<String> STATUSES = Stream.concat(
                    labels(ChannelStatus.values()).stream(), Stream.of("unknown"))
            .toList();

    private final ChannelBoard board;
    private final PipelineFacts facts;
    private final KeptFigures kept;
    private final Coordination coordination;
    private final HikariDataSource database;
    private final LogRetention retention;
    private final Recoveries recoveries;

    ManagerMetrics(
            ChannelBoard board,
            PipelineFacts facts,
            KeptFigures kept,
            Coordination coordination,
            HikariDataSource database,
            LogRetention retention,
            Recoveries recoveries) {
        this.recoveries = recoveries;
        this.board = board;
        this.facts = facts;
        this.kept = kept;
        this.coordination = coordination;
        this.database = database;
        this.retention = retention;
    }

    void write(Samples samples) {
        Instant now = Instant.now();
        ChannelBoard.Facts known = board.facts();
        Optional<KeptFigures.Figures> figures = kept.read(now);
        writeManager(samples, figures.isPresent(), known, now);
        writeNodes(samples, known.nodes());
        writePipelines(samples, known.channels(), now);
        writeRestarts(samples, known.channels());
        writeEndingLogs(samples);
        figures.ifPresent(some -> new KeptMetrics(samples, known.channels()).write(some));
    }

    private void writeManager(Samples samples, boolean answers, ChannelBoard.Facts known, Instant now) {
        String version = ManagerMetrics.class.getPackage().getImplementationVersion();
        samples.gauge("otter_manager_info", "The version that this manager runs.")
                .add(1, "version", version == null ? "development" : version);
        samples.gauge("otter_database_up", "1 while the manager's own database answers.")
                .add(answers ? 1 : 0);
        samples.gauge("otter_zookeeper_connected", "1 while this manager has a session with ZooKeeper.")
                .add(coordination.state() == SessionState.CONNECTED ? 1 : 0);
        samples.gauge("otter_facts_age_seconds", "Age of what this manager knows of channels and nodes.")
                .add(seconds(Duration.between(known.at(), now)));
        HikariPoolMXBean pool = database.getHikariPoolMXBean();
        Family connections = samples.gauge("otter_database_connections", "Connections to the manager's own database.");
        Family waiting = samples.gauge(
                "otter_database_waiting_threads", "Threads that wait for a connection to the manager's own database.");
        if (pool != null) {
            connections.add(pool.getActiveConnections(), "state", "active");
            connections.add(pool.getIdleConnections(), "state", "idle");
            waiting.add(pool.getThreadsAwaitingConnection());
        }
    }

    private static void writeNodes(Samples samples, List<NodeReport> nodes) {
        Family up = samples.gauge("otter_node_up", "1 while the node is registered in ZooKeeper.");
        Family drained = samples.gauge("otter_node_drained", "1 while the node is to do nothing.");
        Family started = samples.gauge("otter_node_start_time_seconds", "When the node started.");
        Family info = samples.gauge("otter_node_info", "The version that the node runs.");
        for (NodeReport node : nodes) {
            up.add(node.up() ? 1 : 0, "node", node.name());
            drained.add(node.drained() == null ? 0 : 1, "node", node.name());
            Instant since = node.started();
            if (since != null) {
                started.add(since.toEpochMilli() / 1_000.0, "node", node.name());
            }
            if (node.version() != null) {
                info.add(1, "node", node.name(), "version", node.version());
            }
        }
    }

    private void writePipelines(Samples samples, List<ChannelReport> channels, Instant now) {
        Family status = samples.gauge("otter_channel_state", "1 for what an operator wants of the channel.");
        for (ChannelReport channel : channels) {
            status.state(
                    STATUSES,
                    channel.status() == null ? "unknown" : label(channel.status()),
                    "channel",
                    channel.name());
        }
        Family up = samples.gauge(
                "otter_pipeline_up", "1 while rows flow; 0 for one that is stopped, paused, failing or not heard of.");
        Family state = samples.gauge("otter_pipeline_state", "1 for what the pipeline does.");
        Family since =
                samples.gauge("otter_pipeline_state_since_timestamp_seconds", "When the pipeline began to be so.");
        Family lag = samples.gauge(
                "otter_pipeline_lag_seconds",
                "How late the target is by the clock, also while nothing runs; NaN while nobody knows.");
        Family inFlight = samples.gauge("otter_pipeline_units_in_flight", "Batches between select and load.");
        Family epoch =
                samples.gauge("otter_pipeline_owner_epoch", "Number of the present term, 0 while there is none.");
        Family owner = samples.gauge("otter_pipeline_owner", "1 for the node that selects.");
        Family heard = samples.gauge("otter_pipeline_last_report_timestamp_seconds", "When a node last reported.");
        Family fault = samples.gauge("otter_pipeline_fault", "1 for what is wrong with the pipeline now.");
        each(channels, (pipeline, labels) -> {
            PipelineHealth health = pipeline.health();
            up.add(health.running() ? 1 : 0, labels);
            state.state(STATES, label(health.state()), labels);
            seconds(health.since()).ifPresent(time -> since.add(time, labels));
            lag.add(facts.delay(pipeline.id(), now).map(ManagerMetrics::seconds).orElse(Double.NaN), labels);
            inFlight.add(pipeline.inFlight().size(), labels);
            ChannelReport.MainstemReport mainstem = pipeline.mainstem();
            epoch.add(mainstem == null ? 0 : mainstem.epoch(), labels);
            if (mainstem != null) {
                String node = mainstem.node();
                owner.add(1, and(labels, "node", node == null ? Integer.toString(mainstem.nid()) : node));
            }
            seconds(pipeline.lastHeard()).ifPresent(time -> heard.add(time, labels));
            ChannelReport.Fault wrong = pipeline.lastError();
            if (wrong != null) {
                fault.add(1, and(labels, "code", wrong.code()));
            }
        });
    }

    private void writeRestarts(Samples samples, List<ChannelReport> channels) {
        Family next = samples.gauge(
                "otter_channel_next_start_timestamp_seconds",
                "When the channel, which a fault has paused, is started again by its alarm rule; only of those that are.");
        Map<Long, Restarts.Plan> plans = recoveries.plans();
        for (ChannelReport channel : channels) {
            Restarts.Plan plan = plans.get(channel.id());
            if (plan != null) {
                seconds(plan.next()).ifPresent(time -> next.add(time, "channel", channel.name()));
            }
        }
    }

    private void writeEndingLogs(Samples samples) {
        Family hours = samples.gauge(
                "otter_pipeline_log_hours_left",
                "Hours until the source purges the place from which the pipeline has to read; of pipelines that are late by"
                        + " more than half of the time for which the source keeps its log.");
        retention.ending().forEach(one -> hours.add(one.hours(), "channel", one.channel(), "pipeline", one.pipeline()));
    }

    private static void each(List<ChannelReport> channels, BiConsumer<PipelineStatus, String[]> write) {
        for (ChannelReport channel : channels) {
            for (PipelineStatus pipeline : channel.pipelines()) {
                write.accept(pipeline, new String[] {"channel", channel.name(), "pipeline", pipeline.name()});
            }
        }
    }

    private static Optional<Double> seconds(@Nullable Instant time) {
        return Optional.ofNullable(time).map(one -> one.toEpochMilli() / 1_000.0);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private static String[] and(String[] labels, String name, String value) {
        return Stream.concat(Stream.of(labels), Stream.of(name, value)).toArray(String[]::new);
    }

    private static List<String> labels(Enum<?>[] values) {
        return Stream.of(values).map(ManagerMetrics::label).toList();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
