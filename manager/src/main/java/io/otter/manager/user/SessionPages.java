package io.otter.manager.user;

import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** {@code /sessions}: log-ins to the pages, each of which can be ended. */
@Controller
final class SessionPages {
    private final Sessions sessions;
    private final ApplicationEventPublisher events;

    SessionPages(Sessions sessions, ApplicationEventPublisher events) {
        this.sessions = sessions;
        this.events = events;
    }

    @GetMapping("/sessions")
    String list(HttpServletRequest request, Model model) {
        model.addAttribute("sessions", sessions.list(request));
        return "user/sessions";
    }

    @PostMapping("/sessions/end")
    String end(@RequestParam String id, RedirectAttributes redirect) {
        try {
            events.publishEvent(new AccountChanged(Text.of("act.session.end", sessions.end(id))));
        } catch (RefusedException e) {
            redirect.addFlashAttribute("fault", e);
        }
        return "redirect:/sessions";
    }
}
