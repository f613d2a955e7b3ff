package io.otter.manager.failover;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The button at a pipeline. */
@Controller
final class MainstemPages {
    private final MainstemService mainstems;

    MainstemPages(MainstemService mainstems) {
        this.mainstems = mainstems;
    }

    @PostMapping("/pipeline/switch")
    String switchOver(
            @RequestParam String channel,
            @RequestParam String name,
            @RequestParam String to,
            RedirectAttributes redirect) {
        redirect.addAttribute("channel", channel);
        redirect.addAttribute("name", name);
        try {
            mainstems.switchOver(channel, name, to);
            redirect.addFlashAttribute("done", "switch.done");
        } catch (OtterException e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/pipeline";
    }
}
