package io.otter.manager.user;

import io.otter.manager.text.Text;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;

/** What follows a log-in to the pages: it is noted, and leads to the page that was asked for. Thread-safe. */
final class LogInLanding implements AuthenticationSuccessHandler {
    private final Sessions sessions;
    private final RequestCache wanted;
    private final ApplicationEventPublisher events;

    LogInLanding(Sessions sessions, RequestCache wanted, ApplicationEventPublisher events) {
        this.sessions = sessions;
        this.wanted = wanted;
        this.events = events;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        if (authentication.getPrincipal() instanceof SignedInUser user) {
            sessions.begin(request, user);
            events.publishEvent(new AccessEvent(user.name(), request.getRemoteAddr(), Text.of("act.login"), false));
        }
        SavedRequest page = wanted.getRequest(request, response);
        if (page != null) {
            wanted.removeRequest(request, response);
        }
        response.sendRedirect(page == null ? request.getContextPath() + "/" : page.getRedirectUrl());
    }
}
