package io.otter.manager.overview;

import io.otter.manager.alarm.Alarms;
import io.otter.manager.channel.NodeReport;
import io.otter.manager.position.LogRetention;
import io.otter.manager.web.ChannelSource;
import io.otter.manager.web.ChannelView;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /overview}. */
@Controller
final class OverviewPages {
    private static final int MAX_PROBLEMS = 20;
    private static final int MAX_LATE = 15;

    private static final int MAX_ALARMS = 10;

    private final ChannelSource channels;
    private final Alarms alarms;
    private final LogRetention retention;

    OverviewPages(ChannelSource channels, Alarms alarms, LogRetention retention) {
        this.channels = channels;
        this.alarms = alarms;
        this.retention = retention;
    }

    @GetMapping("/overview")
    String overview(Model model) {
        List<ChannelView> views = channels.list();
        List<NodeReport> nodes = channels.nodes();
        List<Problem> problems = Problem.of(views, nodes);
        List<Alarms.Alarm> active = alarms.active();
        model.addAttribute("alarms", active.subList(0, Math.min(MAX_ALARMS, active.size())));
        model.addAttribute("alarmCount", active.size());
        model.addAttribute("channels", views);
        model.addAttribute("nodes", nodes);
        model.addAttribute("problems", problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
        model.addAttribute("problemCount", problems.size());
        long unattended = active.stream()
                .filter(alarm -> alarm.acknowledgedBy().isEmpty())
                .count();
        model.addAttribute("attention", problems.size() + unattended);
        model.addAttribute("ending", retention.ending());
        model.addAttribute("topology", Topology.of(views));
        return "overview";
    }

    /** The pipelines with the longest delay. */
    @GetMapping("/top")
    String top(Model model) {
        model.addAttribute(
                "lines",
                channels.list().stream()
                        .flatMap(channel ->
                                channel.pipelines().stream().map(pipeline -> new Late(channel.name(), pipeline)))
                        .filter(late -> late.pipeline().delayMillis() != null)
                        .sorted(Comparator.comparing(
                                late -> late.pipeline().delayMillis(), Comparator.nullsLast(Comparator.reverseOrder())))
                        .limit(MAX_LATE)
                        .toList());
        return "top";
    }

    /** A pipeline with its channel's name. */
    record Late(String channel, ChannelView.PipelineView pipeline) {}
}
