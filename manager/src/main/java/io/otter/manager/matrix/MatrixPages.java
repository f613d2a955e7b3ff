package io.otter.manager.matrix;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /config/groups/switch}: the effects of a switchover, and the switchover. */
@Controller
@RequestMapping("/config/groups/switch")
final class MatrixPages {
    private final SwitchService switches;
    private final Access access;

    MatrixPages(SwitchService switches, Access access) {
        this.switches = switches;
        this.access = access;
    }

    @GetMapping
    String page(@RequestParam String name, Model model) {
        model.addAttribute("followers", switches.followers(name));
        return "matrix/switch";
    }

    @PostMapping
    String switchOver(
            @RequestParam String name,
            @RequestParam(defaultValue = "") String master,
            @RequestParam(defaultValue = "false") boolean anyway,
            Model model,
            RedirectAttributes redirect) {
        access.require(Role.OPERATOR);
        try {
            switches.switchOver(name, master, anyway);
        } catch (OtterException e) {
            if (e.code() != ErrorCode.ILLEGAL_MOVE) {
                throw e;
            }
            model.addAttribute("fault", e);
            return page(name, model);
        }
        redirect.addFlashAttribute("switched", true);
        redirect.addAttribute("name", name);
        return "redirect:/config/groups/switch";
    }
}
