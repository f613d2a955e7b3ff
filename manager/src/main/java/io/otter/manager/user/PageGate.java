package io.otter.manager.user;

import io.otter.manager.text.Text;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.stereotype.Component;

/** How visitors of the pages are let in and sent away, with a trace of each. Thread-safe. */
@Component
final class PageGate {
    private final WantedPage wanted = new WantedPage();
    private final Access access;
    private final AccessTrail trail;
    private final LogInLanding landing;

    PageGate(Access access, AccessTrail trail, Sessions sessions, ApplicationEventPublisher events) {
        this.access = access;
        this.trail = trail;
        landing = new LogInLanding(sessions, wanted, events);
    }

    WantedPage wanted() {
        return wanted;
    }

    LogInLanding landing() {
        return landing;
    }

    AuthenticationEntryPoint entryPoint() {
        AuthenticationEntryPoint logIn = new LoginUrlAuthenticationEntryPoint("/login");
        return (request, response, failure) -> {
            trail.stranger(request);
            logIn.commence(request, response, failure);
        };
    }

    AccessDeniedHandler deniedHandler() {
        return (request, response, denied) -> {
            Optional<SignedInUser> user = access.user().filter(known -> !known.isGuest());
            if (user.isPresent()) {
                trail.refused(
                        user.get().name(),
                        request.getRemoteAddr(),
                        Text.of("act.denied", request.getMethod(), trail.path(request)));
            } else {
                trail.stranger(request);
            }
            response.sendError(403);
        };
    }
}
