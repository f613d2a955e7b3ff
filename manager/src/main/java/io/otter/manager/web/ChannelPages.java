package io.otter.manager.web;

import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.user.Role;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of channels and the page of one. A channel is named by a parameter: names may hold any character. */
@Controller
final class ChannelPages {
    private static final int LOG_LINES = 20;

    private final ChannelSource channels;
    private final Frame frame;

    ChannelPages(ChannelSource channels, Frame frame) {
        this.channels = channels;
        this.frame = frame;
    }

    /** Whether buttons are shown as working; the service decides. */
    @ModelAttribute("mayOperate")
    boolean mayOperate() {
        var user = frame.user();
        return user != null && user.role().covers(Role.OPERATOR);
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
    String start(@RequestParam String name, RedirectAttributes redirect) {
        return move(name, ChannelStatus.START, redirect);
    }

    @PostMapping("/channel/pause")
    String pause(@RequestParam String name, RedirectAttributes redirect) {
        return move(name, ChannelStatus.PAUSE, redirect);
    }

    @PostMapping("/channel/stop")
    String stop(@RequestParam String name, RedirectAttributes redirect) {
        return move(name, ChannelStatus.STOP, redirect);
    }

    private String move(String name, ChannelStatus wanted, RedirectAttributes redirect) {
        redirect.addAttribute("name", name);
        try {
            channels.move(name, wanted);
            redirect.addFlashAttribute("done", "done." + wanted);
        } catch (OtterException e) {
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/channel";
    }

    @ExceptionHandler
    ModelAndView refuse(OtterException fault) {
        ModelAndView page = new ModelAndView("error");
        page.setStatus(statusOf(fault));
        page.addObject("code", fault.code().name());
        page.addObject("message", fault.getMessage());
        page.addObject("advice", fault.code().advice());
        return page;
    }

    private static HttpStatusCode statusOf(OtterException fault) {
        return switch (fault.code()) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case UNAUTHENTICATED, FORBIDDEN, PASSWORD_MUST_CHANGE -> HttpStatus.FORBIDDEN;
            case ZOOKEEPER_UNREACHABLE, DATABASE_UNREACHABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
