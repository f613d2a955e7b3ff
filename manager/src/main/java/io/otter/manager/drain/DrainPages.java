package io.otter.manager.drain;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.change.EditConflictException;
import java.util.function.Consumer;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The buttons on a node's page. */
@Controller
final class DrainPages {
    private final DrainService drains;

    DrainPages(DrainService drains) {
        this.drains = drains;
    }

    @PostMapping("/config/nodes/drain")
    String drain(
            @RequestParam String name, @RequestParam(defaultValue = "") String version, RedirectAttributes redirect) {
        return answer(name, "drain.done", node -> drains.drain(node, version::equals), redirect);
    }

    @PostMapping("/config/nodes/undrain")
    String undrain(
            @RequestParam String name, @RequestParam(defaultValue = "") String version, RedirectAttributes redirect) {
        return answer(name, "drain.ended", node -> drains.end(node, version::equals), redirect);
    }

    private static String answer(String name, String done, Consumer<String> act, RedirectAttributes redirect) {
        redirect.addAttribute("name", name);
        try {
            act.accept(name);
            redirect.addFlashAttribute("done", done);
        } catch (OtterException e) {
            if (e.code() != ErrorCode.ZOOKEEPER_UNREACHABLE && !(e instanceof EditConflictException)) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/config/nodes/live";
    }
}
