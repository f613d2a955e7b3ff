package io.otter.manager.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.pipeline.PipelineHead.Subject;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.verify.RepairForm;
import io.otter.manager.verify.RepairService;
import io.otter.manager.verify.VerifyForm;
import io.otter.manager.verify.VerifyReport;
import io.otter.manager.verify.VerifyService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The tab for comparisons of both sides. */
@Controller
final class VerifyPages {
    private static final List<String> KINDS = List.of("MISSING", "EXTRA", "DIFFERENT");

    private final PipelineHead head;
    private final VerifyService verifies;
    private final RepairService repairs;
    private final Access access;

    VerifyPages(PipelineHead head, VerifyService verifies, RepairService repairs, Access access) {
        this.head = head;
        this.verifies = verifies;
        this.repairs = repairs;
        this.access = access;
    }

    @GetMapping("/pipeline/verify")
    String verify(@RequestParam String channel, @RequestParam String name, Model model) {
        Subject subject = head.show(channel, name, "verify", model);
        model.addAttribute(
                "tables",
                subject.pipeline().pairs().stream()
                        .map(pair -> pair.from().schema() + "." + pair.from().table())
                        .distinct()
                        .toList());
        try {
            model.addAttribute("runs", verifies.list(channel).runs());
        } catch (OtterException e) {
            if (e.code() != ErrorCode.ZOOKEEPER_UNREACHABLE) {
                throw e;
            }
            model.addAttribute("runs", List.<VerifyReport.Run>of());
            model.addAttribute("unknown", e);
        }
        return "pipeline/verify";
    }

    @GetMapping("/pipeline/verify/rows")
    String rows(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long id,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(defaultValue = "0") int page,
            Model model) {
        head.show(channel, name, "verify", model);
        String wanted = kind != null && KINDS.contains(kind) ? kind : null;
        model.addAttribute("id", id);
        model.addAttribute("kinds", KINDS);
        model.addAttribute("kind", wanted);
        model.addAttribute("page", verifies.rows(channel, id, null, wanted, page));
        return "pipeline/verify-rows";
    }

    @GetMapping("/pipeline/verify/repair")
    String preview(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long id,
            @RequestParam(defaultValue = "KEEP") RepairForm.Extra extra,
            Model model) {
        head.show(channel, name, "verify", model);
        model.addAttribute("id", id);
        model.addAttribute("extra", extra);
        model.addAttribute("report", repairs.repair(channel, new RepairForm(id, extra, true)));
        return "pipeline/repair";
    }

    @PostMapping("/pipeline/verify/repair")
    String repair(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long id,
            @RequestParam RepairForm.Extra extra,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        return new TabForm("verify", channel, name, redirect)
                .then("repair.begun", () -> repairs.repair(channel, new RepairForm(id, extra, false)));
    }

    /** @param form has the chosen {@code pairs}; all of the channel if there are none */
    @PostMapping("/pipeline/verify")
    String begin(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam MultiValueMap<String, String> form,
            @RequestParam(defaultValue = "") String where,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        List<String> pairs = form.get("pairs"); // as they are: names may have commas
        return new TabForm("verify", channel, name, redirect)
                .then("verify.begun", () -> verifies.begin(channel, new VerifyForm(pairs, where)));
    }

    @PostMapping("/pipeline/verify/cancel")
    String cancel(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam long id,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        return new TabForm("verify", channel, name, redirect)
                .then("verify.cancelled", () -> verifies.cancel(channel, id));
    }
}
