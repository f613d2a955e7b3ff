package io.otter.manager.overview;

import io.otter.manager.channel.NodeReport;
import io.otter.manager.web.ChannelSource;
import io.otter.manager.web.ChannelView;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /overview}. */
@Controller
final class OverviewPages {
    private static final int MOST_PROBLEMS = 20;

    private final ChannelSource channels;

    OverviewPages(ChannelSource channels) {
        this.channels = channels;
    }

    @GetMapping("/overview")
    String overview(Model model) {
        List<ChannelView> views = channels.list();
        List<NodeReport> nodes = channels.nodes();
        List<Problem> problems = Problem.of(views, nodes);
        model.addAttribute("channels", views);
        model.addAttribute("nodes", nodes);
        model.addAttribute("problems", problems.subList(0, Math.min(MOST_PROBLEMS, problems.size())));
        model.addAttribute("problemCount", problems.size());
        model.addAttribute("topology", Topology.of(views));
        return "overview";
    }
}
