package io.otter.manager.channel;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.manager.channel.ChannelReport.MainstemReport;
import io.otter.manager.channel.ChannelReport.PipelineReport;
import io.otter.manager.channel.ChannelReport.Position;
import io.otter.manager.channel.ChannelReport.Process;
import io.otter.manager.node.Node;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Derives the state of channels from ZooKeeper and the nodes' reports. Thread-safe. */
@Component
final class ChannelFacts {
    private static final ServerAddress NOWHERE = new ServerAddress("", 0);

    private final Coordination coordination;
    private final ChannelControl control;
    private final Mainstem mainstem;
    private final PipelineFacts reports;

    ChannelFacts(Coordination coordination, ChannelControl control, Mainstem mainstem, PipelineFacts reports) {
        this.coordination = coordination;
        this.control = control;
        this.mainstem = mainstem;
        this.reports = reports;
    }

    /** Does not wait while ZooKeeper is known to be unreachable, and says so in the report. */
    ChannelReport report(Channel channel, Configuration configured) {
        if (coordination.state() != SessionState.CONNECTED) {
            return new ChannelReport(
                    channel.id(),
                    channel.name(),
                    ChannelStatus.STOP,
                    ChannelReport.UNKNOWN,
                    null,
                    false,
                    channel.pipelines().stream().map(this::unknown).toList());
        }
        ChannelState state = control.state(channel.id());
        boolean started = state.status() == ChannelStatus.START;
        List<PipelineReport> pipelines = channel.pipelines().stream()
                .map(pipeline -> pipeline(channel, pipeline, started, configured))
                .toList();
        return new ChannelReport(
                channel.id(),
                channel.name(),
                state.status(),
                state.reason(),
                state.sinceMillis() == 0 ? null : Instant.ofEpochMilli(state.sinceMillis()),
                !pipelines.isEmpty() && pipelines.stream().allMatch(PipelineReport::running),
                pipelines);
    }

    /** The position of a pipeline; empty when it has never run. */
    Optional<BinlogPosition> cursor(Pipeline pipeline) {
        return pipeline.canal().isEmpty()
                ? Optional.empty()
                : new CursorStore(coordination, pipeline.canal(), pipeline.id(), NOWHERE).read();
    }

    private PipelineReport pipeline(Channel channel, Pipeline pipeline, boolean started, Configuration configured) {
        Optional<MainstemState> state = mainstem.state(channel.id(), pipeline.id());
        Optional<PipelineFacts.Report> report = reports.of(pipeline.id());
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
        return new PipelineReport(
                pipeline.id(),
                pipeline.name(),
                started && state.map(MainstemState::ready).orElse(false),
                state.map(term -> new MainstemReport(
                                term.nid(),
                                configured.node(term.nid()).map(Node::name).orElse(null),
                                term.epoch(),
                                term.ready(),
                                Instant.ofEpochMilli(term.sinceMillis())))
                        .orElse(null),
                cursor(pipeline).map(Position::of).orElse(null),
                report.map(PipelineFacts.Report::delayMillis).orElse(null),
                report.map(PipelineFacts.Report::rowsPerSecond).orElse(null),
                inFlight,
                report.map(PipelineFacts.Report::lastError).orElse(null),
                report.map(PipelineFacts.Report::heard).orElse(null));
    }

    private PipelineReport unknown(Pipeline pipeline) {
        return new PipelineReport(pipeline.id(), pipeline.name(), false, null, null, null, null, List.of(), null, null);
    }
}
