package io.otter.manager.pipeline;

import io.otter.manager.conflict.ConflictService;
import io.otter.manager.conflict.RowConflict;
import io.otter.manager.pipeline.PipelineHead.Subject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The tab for rows that both sides of a two-way sync changed. */
@Controller
final class ConflictPages {
    private static final int PAGE = 50;
    private static final Duration LATELY = Duration.ofDays(1);

    private final PipelineHead head;
    private final ConflictService conflicts;
    private final Clock clock = Clock.systemUTC();

    ConflictPages(PipelineHead head, ConflictService conflicts) {
        this.head = head;
        this.conflicts = conflicts;
    }

    /** A conflict with its columns. */
    record Line(RowConflict conflict, List<StoppedRowView.Cell> cells) {}

    /** @param before only those with a lower id; 0 for all */
    @GetMapping("/pipeline/conflicts")
    String conflicts(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam(defaultValue = "") String find,
            @RequestParam(defaultValue = "0") long before,
            Model model) {
        Subject subject = head.show(channel, name, "conflicts", model);
        List<RowConflict> found = conflicts.find(subject.pipeline(), find, before, PAGE + 1);
        model.addAttribute(
                "lines",
                found.stream()
                        .limit(PAGE)
                        .map(one -> new Line(one, StoppedRowView.cells(one.row())))
                        .toList());
        model.addAttribute("next", found.size() > PAGE ? found.get(PAGE - 1).id() : null);
        model.addAttribute("before", before);
        model.addAttribute("find", find);
        model.addAttribute(
                "lately",
                conflicts.count(subject.pipeline().id(), clock.instant().minus(LATELY)));
        return "pipeline/conflicts";
    }
}
