package io.otter.manager.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.StageTimes;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.monitor.History;
import io.otter.manager.pipeline.PipelineHead.Subject;
import io.otter.manager.sync.Pair;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.web.ChannelView;
import java.time.Instant;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The read-only tabs. Channel and pipeline are request parameters, since names may contain characters that paths may
 * not.
 */
@Controller
final class PipelinePages {
    private final PipelineHead head;
    private final PipelineFacts facts;
    private final SourceLog log;
    private final History history;
    private final PairFigures pairs;
    private final Timeline timeline;
    private final Settings settings;

    PipelinePages(
            PipelineHead head,
            PipelineFacts facts,
            SourceLog log,
            History history,
            PairFigures pairs,
            Timeline timeline,
            Settings settings) {
        this.head = head;
        this.facts = facts;
        this.log = log;
        this.history = history;
        this.pairs = pairs;
        this.timeline = timeline;
        this.settings = settings;
    }

    /** A URL that is easy to type. */
    @GetMapping("/channels/{channel}/pipelines/{name}")
    String typed(@PathVariable String channel, @PathVariable String name, RedirectAttributes redirect) {
        redirect.addAttribute("channel", channel);
        redirect.addAttribute("name", name);
        return "redirect:/pipeline";
    }

    @GetMapping("/pipeline")
    String status(@RequestParam String channel, @RequestParam String name, Model model) {
        Subject subject = head.show(channel, name, "status", model);
        model.addAttribute(
                "times",
                facts.of(subject.pipeline().id())
                        .map(heard -> heard.said().stages())
                        .orElse(StageTimes.NONE));
        if (model.getAttribute("pipeline") instanceof ChannelView.PipelineView pipeline) {
            model.addAttribute("flow", InFlightChart.of(pipeline.processes(), Instant.now()));
        }
        return "pipeline/status";
    }

    /** Loaded separately, as the status must not wait for an unreachable source. */
    @GetMapping("/pipeline/source")
    String source(@RequestParam String channel, @RequestParam String name, Model model) {
        Subject subject = head.show(channel, name, "status", model);
        model.addAttribute("asked", Instant.now());
        try {
            model.addAttribute("end", log.of(subject, head.applied(channel, name)));
        } catch (OtterException e) {
            model.addAttribute("unknown", e);
        }
        return "pipeline/source";
    }

    @GetMapping("/pipeline/charts")
    String charts(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam(defaultValue = "1h") String range,
            Model model) {
        Subject subject = head.show(channel, name, "charts", model);
        History.Range wanted = History.Range.of(range);
        model.addAttribute("range", wanted);
        model.addAttribute("ranges", History.Range.values());
        model.addAttribute(
                "points",
                history.of(
                        subject.pipeline().id(),
                        subject.pipeline().pairs().stream().map(Pair::id).toList(),
                        wanted));
        return "pipeline/charts";
    }

    @GetMapping("/pipeline/tables")
    String tables(@RequestParam String channel, @RequestParam String name, Model model) {
        Subject subject = head.show(channel, name, "tables", model);
        model.addAttribute("pairs", pairs.of(subject.pipeline()));
        model.addAttribute("noKey", subject.pipeline().parameters().noKey());
        return "pipeline/tables";
    }

    /** One media pair over time. */
    @GetMapping("/pipeline/tables/history")
    String tableHistory(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long pair,
            @RequestParam(defaultValue = "30d") String range,
            Model model) {
        Subject subject = head.show(channel, name, "tables", model);
        Pair shown = subject.pipeline().pairs().stream()
                .filter(one -> one.id() == pair)
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.PAIR_GONE.with(name)));
        History.Range wanted = History.Range.of(range);
        model.addAttribute("pair", shown);
        model.addAttribute("range", wanted);
        model.addAttribute("ranges", History.Range.values());
        model.addAttribute("counts", history.ofPair(pair, wanted));
        return "pipeline/table-history";
    }

    @GetMapping("/pipeline/timeline")
    String timeline(@RequestParam String channel, @RequestParam String name, Model model) {
        Subject subject = head.show(channel, name, "timeline", model);
        model.addAttribute("moments", timeline.of(subject));
        return "pipeline/timeline";
    }

    @GetMapping("/pipeline/settings")
    String settings(@RequestParam String channel, @RequestParam String name, Model model) {
        Subject subject = head.show(channel, name, "settings", model);
        model.addAttribute("groups", settings.of(subject));
        return "pipeline/settings";
    }
}
