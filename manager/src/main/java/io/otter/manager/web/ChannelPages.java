package io.otter.manager.web;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelCheck;
import io.otter.manager.channel.PrecheckFailedException;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of channels and the page of one. Channel names, which allow any character, are request parameters. */
@Controller
final class ChannelPages {
    private static final int LOG_LINES = 20;

    private final ChannelSource channels;

    ChannelPages(ChannelSource channels) {
        this.channels = channels;
    }

    @GetMapping("/channels")
    String list(Model model) {
        model.addAttribute("channels", channels.list());
        return "channels";
    }

    @GetMapping("/channel")
    String channel(@RequestParam String name, Model model) {
        model.addAttribute("channel", channels.find(name));
        model.addAttribute("log", channels.log(name, LOG_LINES));
        return "channel";
    }

    @PostMapping("/channel/validate")
    String validate(@RequestParam String name, RedirectAttributes redirect) {
        redirect.addFlashAttribute("checks", channels.validate(name));
        redirect.addAttribute("name", name);
        return "redirect:/channel";
    }

    @PostMapping("/channel/start")
    String start(
            @RequestParam String name,
            @RequestParam(defaultValue = "") Set<String> ignore,
            RedirectAttributes redirect) {
        return move(name, ChannelStatus.START, () -> channels.start(name, ignore), redirect);
    }

    @PostMapping("/channel/pause")
    String pause(@RequestParam String name, RedirectAttributes redirect) {
        return move(name, ChannelStatus.PAUSE, () -> channels.move(name, ChannelStatus.PAUSE), redirect);
    }

    @PostMapping("/channel/stop")
    String stop(@RequestParam String name, RedirectAttributes redirect) {
        return move(name, ChannelStatus.STOP, () -> channels.move(name, ChannelStatus.STOP), redirect);
    }

    private static String move(String name, ChannelStatus wanted, Runnable act, RedirectAttributes redirect) {
        redirect.addAttribute("name", name);
        try {
            act.run();
            redirect.addFlashAttribute("done", "done." + wanted);
        } catch (PrecheckFailedException e) {
            redirect.addFlashAttribute("checks", e.checks());
            redirect.addFlashAttribute(
                    "blocking",
                    e.checks().stream()
                            .filter(ChannelCheck::blocks)
                            .map(ChannelCheck::name)
                            .distinct()
                            .toList());
            redirect.addFlashAttribute("fault", e);
        } catch (OtterException e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                throw e;
            }
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/channel";
    }
}
