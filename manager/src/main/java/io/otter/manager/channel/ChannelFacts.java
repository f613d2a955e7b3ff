package io.otter.manager.channel;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.channel.PipelineWish;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.health.HealthFacts;
import io.otter.common.health.PipelineHealth;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.manager.channel.ChannelReport.Fault;
import io.otter.manager.channel.ChannelReport.MainstemReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.channel.ChannelReport.Position;
import io.otter.manager.channel.ChannelReport.Process;
import io.otter.manager.node.Node;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Derives the state of channels from ZooKeeper and the nodes' reports. Thread-safe. */
@Component
final class ChannelFacts {
    private static final ServerAddress NOWHERE = new ServerAddress("", 0);

    private final Coordination coordination;
    private final ChannelControl control;
    private final Mainstem mainstem;
    private final PipelineFacts reports;
    private final NodeFacts nodes;
    private final Clock clock;

    @Autowired
    ChannelFacts(
            Coordination coordination,
            ChannelControl control,
            Mainstem mainstem,
            PipelineFacts reports,
            NodeFacts nodes) {
        this(coordination, control, mainstem, reports, nodes, Clock.systemUTC());
    }

    ChannelFacts(
            Coordination coordination,
            ChannelControl control,
            Mainstem mainstem,
            PipelineFacts reports,
            NodeFacts nodes,
            Clock clock) {
        this.coordination = coordination;
        this.control = control;
        this.mainstem = mainstem;
        this.reports = reports;
        this.nodes = nodes;
        this.clock = clock;
    }

    /** Whether ZooKeeper answers. */
    boolean known() {
        return coordination.state() == SessionState.CONNECTED;
    }

    /** By nid; all are down when ZooKeeper does not answer. */
    List<NodeReport> nodes(Configuration configured) {
        return nodes.report(configured);
    }

    /** Does not wait while ZooKeeper is known to be unreachable, and says so in the report. */
    ChannelReport report(Channel channel, Configuration configured) {
        return report(channel, configured, nodes(configured));
    }

    /** Likewise, when the nodes are known. */
    ChannelReport report(Channel channel, Configuration configured, List<NodeReport> nodes) {
        if (!known()) {
            return new ChannelReport(
                    channel.id(),
                    channel.name(),
                    null,
                    ChannelReport.UNKNOWN,
                    null,
                    channel.pipelines().stream().map(this::unknown).toList(),
                    null);
        }
        ChannelState state = control.state(channel.id());
        Instant since = state.sinceMillis() == 0 ? null : Instant.ofEpochMilli(state.sinceMillis());
        return new ChannelReport(
                channel.id(),
                channel.name(),
                state.status(),
                state.why(),
                since,
                channel.pipelines().stream()
                        .map(pipeline -> pipeline(channel, pipeline, state.of(pipeline.id()), configured, nodes))
                        .toList(),
                null);
    }

    /** The position of a pipeline; empty when it has never run. */
    Optional<BinlogPosition> cursor(Pipeline pipeline) {
        return pipeline.canal().isEmpty()
                ? Optional.empty()
                : new CursorStore(coordination, pipeline.canal(), pipeline.id(), NOWHERE).read();
    }

    private PipelineStatus pipeline(
            Channel channel, Pipeline pipeline, PipelineWish wish, Configuration configured, List<NodeReport> nodes) {
        Optional<MainstemState> state = mainstem.state(channel.id(), pipeline.id());
        Optional<PipelineFacts.Heard> heard = reports.of(pipeline.id());
        Instant since = wish.sinceMillis() == 0 ? null : Instant.ofEpochMilli(wish.sinceMillis());
        HealthFacts facts = new HealthFacts(
                new HealthFacts.Wish(wish.status(), wish.isPausedByFault(), since),
                state.map(term -> new HealthFacts.Term(term.ready(), Instant.ofEpochMilli(term.sinceMillis())))
                        .orElse(null),
                allDrained(pipeline.select(), nodes),
                reports.health(pipeline.id(), state.map(MainstemState::epoch).orElse(0L), clock.instant())
                        .orElse(null));
        List<Process> inFlight = new ProcessMarks(coordination, channel.id(), pipeline.id())
                .list().entrySet().stream()
                        .map(entry -> new Process(
                                entry.getKey(),
                                entry.getValue().stage(),
                                entry.getValue().nid(),
                                entry.getValue().rows(),
                                entry.getValue().bytes(),
                                Instant.ofEpochMilli(entry.getValue().sinceMillis())))
                        .toList();
        return new PipelineStatus(
                pipeline.id(),
                pipeline.name(),
                PipelineHealth.of(facts, clock.instant()),
                wish.reason(),
                state.map(term -> new MainstemReport(
                                term.nid(),
                                configured.node(term.nid()).map(Node::name).orElse(null),
                                term.epoch(),
                                term.ready(),
                                Instant.ofEpochMilli(term.sinceMillis()),
                                term.from() == null ? null : Position.of(term.from())))
                        .orElse(null),
                cursor(pipeline).map(Position::of).orElse(null),
                reports.delay(pipeline.id(), clock.instant())
                        .map(Duration::toMillis)
                        .orElse(null),
                heard.map(report -> report.said().rowsPerSecond()).orElse(null),
                inFlight,
                heard.map(report -> Fault.of(report.said())).orElse(null),
                heard.map(PipelineFacts.Heard::at).orElse(null));
    }

    private PipelineStatus unknown(Pipeline pipeline) {
        return new PipelineStatus(
                pipeline.id(),
                pipeline.name(),
                PipelineHealth.of(new HealthFacts(null, null, false, null), clock.instant()),
                ChannelReport.UNKNOWN,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
    }

    /** Whether of the nodes that could select those that are up are drained. */
    private static boolean allDrained(List<Integer> select, List<NodeReport> nodes) {
        List<NodeReport> up = nodes.stream()
                .filter(node -> node.up() && select.contains(node.nid()))
                .toList();
        return !up.isEmpty() && up.stream().allMatch(node -> node.drained() != null);
    }
}
