package io.otter.manager.system;

import io.otter.common.error.OtterException;
import io.otter.database.control.ControlScript;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /system_reduction.htm} and {@code /retl}. */
@Controller
final class SystemPages {
    private final ZookeeperRebuild rebuild;
    private final Access access;

    SystemPages(ZookeeperRebuild rebuild, Access access) {
        this.rebuild = rebuild;
        this.access = access;
    }

    @GetMapping("/system_reduction.htm")
    String reduction() {
        access.require(Role.ADMIN);
        return "system/reduction";
    }

    @PostMapping("/system_reduction.htm")
    String reduce(RedirectAttributes redirect) {
        access.require(Role.ADMIN);
        try {
            rebuild.run();
            redirect.addFlashAttribute("done", true);
        } catch (OtterException e) {
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/system_reduction.htm";
    }

    @GetMapping("/retl")
    String retl(Model model) {
        model.addAttribute("sql", new ControlScript().text());
        return "system/retl";
    }
}
