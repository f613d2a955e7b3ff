package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Text;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends sessions that have lasted too long or whose user, password or role has changed, and restricts users with a publicly known password to
 * changing it. Runs after authorization, so that the user is known.
 */
final class AccountFilter extends OncePerRequestFilter {
    private final Access access;
    private final UserService users;
    private final Sessions sessions;
    private final AccessTrail trail;
    private final boolean pages;

    /** @param pages whether to redirect to the password page; otherwise responds like the API */
    AccountFilter(Access access, UserService users, Sessions sessions, AccessTrail trail, boolean pages) {
        this.access = access;
        this.users = users;
        this.sessions = sessions;
        this.trail = trail;
        this.pages = pages;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SignedInUser user = access.user().orElse(null);
        String path = request.getRequestURI().substring(request.getContextPath().length());
        String credentials = request.getHeader("Authorization");
        if (user != null && !pages && credentials != null && credentials.startsWith("Basic ")) {
            trail.used(user.name(), request.getRemoteAddr(), Text.of("act.login.api"));
        }
        if (user == null || user.isGuest() || OpenPaths.isOpen(path)) {
            chain.doFilter(request, response);
        } else if (pages && !(sessions.holds(request) && users.isCurrent(user))) {
            new SecurityContextLogoutHandler().logout(request, response, null);
            response.sendRedirect(request.getContextPath() + "/login");
        } else if (!user.mustChangePassword() || path.equals("/password")) {
            chain.doFilter(request, response);
        } else if (pages) {
            response.sendRedirect(request.getContextPath() + "/password");
        } else {
            ApiRefusal.write(
                    response,
                    403,
                    ErrorCode.PASSWORD_MUST_CHANGE,
                    "user " + user.name() + " still has the password of the" + " SQL script.");
        }
    }
}
