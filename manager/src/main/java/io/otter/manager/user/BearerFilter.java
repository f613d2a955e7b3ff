package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Text;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Authenticates API calls with {@code Authorization: Bearer …}. */
final class BearerFilter extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    /** Stands for the user in the throttle, by address alone. */
    private static final String ANY_TOKEN = "token";

    private final Tokens tokens;
    private final LogInThrottle throttle;
    private final AccessTrail trail;

    BearerFilter(Tokens tokens, LogInThrottle throttle, AccessTrail trail) {
        this.tokens = tokens;
        this.throttle = throttle;
        this.trail = trail;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith(SCHEME)) {
            chain.doFilter(request, response);
            return;
        }
        String address = request.getRemoteAddr();
        if (!throttle.wait(ANY_TOKEN, address).isZero()) {
            ApiRefusal.write(response, 429, ErrorCode.TOO_MANY_ATTEMPTS, "too many unknown tokens; wait.");
            return;
        }
        Optional<Tokens.Bearer> found =
                tokens.find(header.substring(SCHEME.length()).strip());
        if (found.isEmpty()) {
            throttle.failed(ANY_TOKEN, address);
            trail.refused(ANY_TOKEN, address, Text.of("act.token.unknown"));
            ApiRefusal.write(response, 401, ErrorCode.UNAUTHENTICATED, "this token is not known, or has expired.");
            return;
        }
        Tokens.Bearer bearer = found.get();
        String user = bearer.user().name();
        if (!bearer.scope().isAll() && !bearer.scope().isOfCall(request)) {
            trail.refused(user, address, Text.of("act.token.scope", bearer.tokenName(), trail.path(request)));
            ApiRefusal.write(
                    response,
                    403,
                    ErrorCode.FORBIDDEN,
                    "this token is only for calls of channels " + bearer.scope().channels() + ".");
            return;
        }
        trail.used(user, address, Text.of("act.token.use", bearer.tokenName()));
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(PasswordLogIn.token(bearer.user()));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }
}
