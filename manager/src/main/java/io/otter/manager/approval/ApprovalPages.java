package io.otter.manager.approval;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.RefusedException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /approvals}. */
@Controller
final class ApprovalPages {
    private final FourEyes fourEyes;

    ApprovalPages(FourEyes fourEyes) {
        this.fourEyes = fourEyes;
    }

    @GetMapping("/approvals")
    String list(Model model) {
        model.addAttribute("approvals", fourEyes.list());
        model.addAttribute("on", fourEyes.isOn());
        return "approval/approvals";
    }

    @PostMapping("/approvals/approve")
    String approve(@RequestParam long id, RedirectAttributes redirect) {
        return then("approvals.approved", () -> fourEyes.approve(id), redirect);
    }

    @PostMapping("/approvals/reject")
    String reject(@RequestParam long id, RedirectAttributes redirect) {
        return then("approvals.rejected", () -> fourEyes.reject(id), redirect);
    }

    private static String then(String done, Runnable act, RedirectAttributes redirect) {
        try {
            act.run();
            redirect.addFlashAttribute("done", done);
        } catch (RefusedException e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/approvals";
    }
}
