package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Text;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/** Keeps users with a {@link ChannelScope} to their channels. Runs after authorization, so that the user is known. */
final class ChannelScopeFilter extends OncePerRequestFilter {
    private static final Set<String> OF_ALL = Set.of("/", "/overview");

    private final Access access;
    private final AccessTrail trail;
    private final boolean pages;

    /** @param pages whether to send to the list of channels who asks for the overview; otherwise responds like the API */
    ChannelScopeFilter(Access access, AccessTrail trail, boolean pages) {
        this.access = access;
        this.trail = trail;
        this.pages = pages;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SignedInUser user = access.user().orElse(null);
        ChannelScope scope = new ChannelScope(user == null ? List.of() : user.channels());
        if (user == null || (pages ? scope.allowsPage(request) : scope.allowsCall(request))) {
            chain.doFilter(request, response);
            return;
        }
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (pages && request.getMethod().equals("GET") && OF_ALL.contains(path)) {
            response.sendRedirect(request.getContextPath() + "/channels");
            return;
        }
        trail.refused(
                user.name(), request.getRemoteAddr(), Text.of("act.denied", request.getMethod(), trail.path(request)));
        if (pages) {
            response.sendError(403);
        } else {
            ApiRefusal.write(
                    response,
                    403,
                    ErrorCode.FORBIDDEN,
                    "user " + user.name() + " is only for channels " + scope.channels() + ".");
        }
    }
}
