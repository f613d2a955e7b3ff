package io.otter.manager.web;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.ChannelStatus;
import io.otter.database.precheck.Severity;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineReport;
import io.otter.manager.channel.ChannelService;
import io.otter.manager.monitor.Reports;
import io.otter.manager.web.ChannelView.Check;
import io.otter.manager.web.ChannelView.Fault;
import io.otter.manager.web.ChannelView.LogLine;
import io.otter.manager.web.ChannelView.PipelineView;
import io.otter.manager.web.ChannelView.ProcessView;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The channels of the manager's database as the pages show them. Thread-safe. */
@Component
final class ConfiguredChannels implements ChannelSource {
    private static final long CATCHING_UP_MILLIS = 10_000;

    private final ChannelService channels;
    private final Reports reports;

    ConfiguredChannels(ChannelService channels, Reports reports) {
        this.channels = channels;
        this.reports = reports;
    }

    @Override
    public List<ChannelView> list() {
        return channels.list().stream().map(ConfiguredChannels::view).toList();
    }

    @Override
    public ChannelView find(String name) {
        return view(channels.status(name));
    }

    @Override
    public void move(String name, ChannelStatus wanted) {
        ChannelReport ignored = switch (wanted) {
            case START -> channels.start(name);
            case STOP -> channels.stop(name);
            case PAUSE -> channels.pause(name);
        };
    }

    @Override
    public List<Check> validate(String name) {
        return channels.validate(name).stream()
                .map(check -> new Check(
                        check.pipeline(),
                        check.name(),
                        check.severity() == Severity.MANDATORY,
                        check.passed(),
                        check.message(),
                        check.fixSql()))
                .toList();
    }

    @Override
    public List<LogLine> log(String name, int most) {
        return reports.log(channels.status(name).id(), most).stream()
                .map(entry -> new LogLine(entry.at(), entry.nid(), entry.title(), entry.message()))
                .toList();
    }

    private static ChannelView view(ChannelReport report) {
        List<PipelineView> pipelines = report.pipelines().stream()
                .map(pipeline -> view(report, pipeline))
                .toList();
        State worst = pipelines.stream()
                .map(PipelineView::state)
                .max(State::compareTo)
                .orElse(State.STOPPED);
        return new ChannelView(report.name(), report.status(), worst, report.reason(), pipelines);
    }

    private static PipelineView view(ChannelReport report, PipelineReport pipeline) {
        ChannelReport.MainstemReport mainstem = pipeline.mainstem();
        ChannelReport.Position position = pipeline.position();
        return new PipelineView(
                pipeline.name(),
                state(report, pipeline),
                mainstem == null ? null : mainstem.node() == null ? "nid " + mainstem.nid() : mainstem.node(),
                position == null ? null : text(position),
                pipeline.delayMillis(),
                pipeline.rowsPerSecond(),
                pipeline.inFlight().stream()
                        .map(process -> new ProcessView(
                                process.id(), process.stage(), "nid " + process.nid(), process.rows(), process.bytes()))
                        .toList(),
                pipeline.lastHeard(),
                fault(pipeline.lastError()));
    }

    private static State state(ChannelReport report, PipelineReport pipeline) {
        if (report.status() != ChannelStatus.START) {
            return report.status() == ChannelStatus.PAUSE && !report.reason().isEmpty()
                    ? State.NEEDS_YOU
                    : report.status() == ChannelStatus.PAUSE ? State.PAUSED : State.STOPPED;
        }
        if (!pipeline.running() || pipeline.lastError() != null) {
            return State.NEEDS_YOU;
        }
        Long delay = pipeline.delayMillis();
        return delay != null && delay > CATCHING_UP_MILLIS ? State.CATCHING_UP : State.RUNNING;
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
