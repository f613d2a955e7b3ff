package io.otter.manager.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.pipeline.PipelineHead.Subject;
import io.otter.manager.resync.ResyncForm;
import io.otter.manager.resync.ResyncForm.Filled;
import io.otter.manager.resync.ResyncReport;
import io.otter.manager.resync.ResyncService;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The tab for copies of existing rows. */
@Controller
final class ResyncPages {
    private final PipelineHead head;
    private final ResyncService resyncs;
    private final Access access;

    ResyncPages(PipelineHead head, ResyncService resyncs, Access access) {
        this.head = head;
        this.resyncs = resyncs;
        this.access = access;
    }

    @GetMapping("/pipeline/resync")
    String resync(@RequestParam String channel, @RequestParam String name, Model model) {
        Subject subject = head.show(channel, name, "resync", model);
        model.addAttribute(
                "tables",
                subject.pipeline().pairs().stream()
                        .map(pair -> pair.from().schema() + "." + pair.from().table())
                        .distinct()
                        .toList());
        model.addAttribute("targets", Filled.values());
        try {
            ResyncReport report = resyncs.list(channel);
            model.addAttribute("runs", report.runs());
            model.addAttribute(
                    "freeDoor",
                    report.freeDoor().stream()
                            .filter(door -> door.pipeline().equals(name))
                            .toList());
        } catch (OtterException e) {
            if (e.code() != ErrorCode.ZOOKEEPER_UNREACHABLE) {
                throw e;
            }
            model.addAttribute("runs", List.<ResyncReport.Run>of());
            model.addAttribute("freeDoor", List.<ResyncReport.FreeDoor>of());
            model.addAttribute("unknown", e);
        }
        return "pipeline/resync";
    }

    /** Shows what would be made; nothing is changed. */
    @PostMapping("/pipeline/resync/statements")
    String statements(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam MultiValueMap<String, String> form,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        ResyncForm wanted = new ResyncForm(form.get("pairs"), null, null, true, null, null, null);
        return new TabForm("resync", channel, name, redirect)
                .then(
                        "resync.statements",
                        () -> redirect.addFlashAttribute("statements", resyncs.statements(channel, wanted)));
    }

    /** @param form has the chosen {@code pairs}; all of the channel if there are none */
    @PostMapping("/pipeline/resync")
    String begin(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam MultiValueMap<String, String> form,
            @RequestParam(defaultValue = "") String where,
            @RequestParam Filled target,
            @RequestParam(defaultValue = "false") boolean create,
            @RequestParam(defaultValue = "0") long rowsPerSecond,
            @RequestParam(defaultValue = "2") int parallelism,
            @RequestParam(defaultValue = "") String typed,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        List<String> pairs = form.get("pairs"); // as they are: names may have commas
        ResyncForm wanted = new ResyncForm(pairs, where, target, create, rowsPerSecond, parallelism, typed);
        return new TabForm("resync", channel, name, redirect)
                .then("resync.begun", () -> resyncs.begin(channel, wanted));
    }

    @PostMapping("/pipeline/resync/change")
    String change(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long id,
            @RequestParam(defaultValue = "") String act,
            @RequestParam(required = false) @Nullable Long rowsPerSecond,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        return new TabForm("resync", channel, name, redirect).then("resync.changed", () -> {
            if (rowsPerSecond != null) {
                resyncs.limit(channel, id, rowsPerSecond);
            } else if (act.equals("cancel")) {
                resyncs.cancel(channel, id);
            } else {
                resyncs.pause(channel, id, act.equals("pause"));
            }
        });
    }
}
