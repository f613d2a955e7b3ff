package io.otter.manager.web;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelCheck;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.channel.ChannelService;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.monitor.Reports;
import io.otter.manager.sync.Pair;
import io.otter.manager.sync.Pipeline;
import io.otter.manager.user.Access;
import io.otter.manager.user.RowSecrets;
import io.otter.manager.web.ChannelView.Fault;
import io.otter.manager.web.ChannelView.LogLine;
import io.otter.manager.web.ChannelView.PipelineView;
import io.otter.manager.web.ChannelView.ProcessView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The channels in the manager's database, for the pages. Thread-safe. */
@Component
final class ConfiguredChannels implements ChannelSource {
    private final ChannelService channels;
    private final ChannelBoard board;
    private final PipelineFacts facts;
    private final Reports reports;
    private final RowSecrets rows;
    private final Access access;

    ConfiguredChannels(
            ChannelService channels,
            ChannelBoard board,
            PipelineFacts facts,
            Reports reports,
            RowSecrets rows,
            Access access) {
        this.access = access;
        this.rows = rows;
        this.facts = facts;
        this.channels = channels;
        this.board = board;
        this.reports = reports;
    }

    @Override
    public List<ChannelView> list() {
        ChannelBoard.Facts now = board.facts();
        Map<Long, Pipeline> pipelines = now.configured().channels().stream()
                .flatMap(channel -> channel.pipelines().stream())
                .collect(Collectors.toMap(Pipeline::id, pipeline -> pipeline));
        return now.channels().stream()
                .filter(report -> access.sees(report.name()))
                .map(report -> view(report, pipelines))
                .toList();
    }

    @Override
    public List<NodeReport> nodes() {
        return board.facts().nodes();
    }

    @Override
    public ChannelView find(String name) {
        Map<Long, Pipeline> pipelines = board.facts().configured().channel(name).stream()
                .flatMap(channel -> channel.pipelines().stream())
                .collect(Collectors.toMap(Pipeline::id, pipeline -> pipeline));
        return view(channels.status(name), pipelines);
    }

    @Override
    public void move(String name, ChannelStatus wanted) {
        ChannelReport ignored = switch (wanted) {
            case START -> channels.start(name);
            case STOP -> channels.stop(name);
            case PAUSE -> channels.pause(name);
        };
        board.refresh();
    }

    @Override
    public void start(String name, Set<String> ignored) {
        channels.start(name, ignored);
        board.refresh();
    }

    @Override
    public List<ChannelCheck> validate(String name) {
        return channels.validate(name);
    }

    @Override
    public List<LogLine> log(String name, int most) {
        return reports.log(channels.status(name).id(), most).stream()
                .map(entry -> new LogLine(entry.at(), entry.nid(), entry.title(), rows.shown(entry.message())))
                .toList();
    }

    private ChannelView view(ChannelReport whole, Map<Long, Pipeline> configured) {
        ChannelReport report = rows.seen() ? whole : whole.withoutRows();
        List<PipelineView> pipelines = report.pipelines().stream()
                .map(pipeline -> view(report, pipeline, configured.get(pipeline.id())))
                .toList();
        State worst = pipelines.stream()
                .map(PipelineView::state)
                .max(State::compareTo)
                .orElse(State.STOPPED);
        return new ChannelView(report.name(), report.status(), worst, Reason.of(report.reason()), pipelines);
    }

    private PipelineView view(ChannelReport report, PipelineStatus pipeline, @Nullable Pipeline configured) {
        List<Pair> pairs = configured == null ? List.of() : configured.pairs();
        ChannelReport.MainstemReport mainstem = pipeline.mainstem();
        ChannelReport.Position position = pipeline.position();
        return new PipelineView(
                pipeline.name(),
                pipeline.health(),
                Reason.of(pipeline.reason()),
                pairs.stream().map(pair -> pair.from().source()).findFirst().orElse(""),
                pairs.stream().map(pair -> pair.to().source()).distinct().toList(),
                mainstem == null ? null : mainstem.node() == null ? "nid " + mainstem.nid() : mainstem.node(),
                mainstem == null ? null : mainstem.epoch(),
                position == null ? null : text(position),
                position == null ? null : position.time(),
                pipeline.delayMillis(),
                pipeline.rowsPerSecond(),
                facts.of(pipeline.id()).map(heard -> heard.said().rows()).orElse(null),
                facts.firstRow(pipeline.id())
                        .filter(row -> report.since() != null)
                        .map(row -> Duration.between(Objects.requireNonNull(report.since()), row)
                                .toMillis())
                        .orElse(null),
                pipeline.inFlight().stream()
                        .map(process -> new ProcessView(
                                process.id(),
                                process.stage(),
                                "nid " + process.nid(),
                                process.rows(),
                                process.bytes(),
                                process.since()))
                        .toList(),
                pipeline.lastHeard(),
                fault(pipeline.lastError()));
    }

    private static String text(ChannelReport.Position position) {
        return position.file().isEmpty() ? position.gtidSet() : position.file() + ":" + position.offset();
    }

    private static @Nullable Fault fault(ChannelReport.@Nullable Fault fault) {
        if (fault == null) {
            return null;
        }
        ErrorCode code = Stream.of(ErrorCode.values())
                .filter(known -> known.name().equals(fault.code()))
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
        return new Fault(code, fault.message(), fault.at());
    }
}
