package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Checks the user's role. Every service that changes something calls it, so that no page or API call can bypass it.
 * Thread-safe.
 */
@Component
public final class Access {
    private final AccessTrail trail;

    Access(AccessTrail trail) {
        this.trail = trail;
    }

    /** The user of the current thread's request. */
    public Optional<SignedInUser> user() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof SignedInUser user
                ? Optional.of(user)
                : Optional.empty();
    }

    /** Whether the user of this request sees a channel; without a request, everything is seen. */
    public boolean sees(String channel) {
        return user().map(user -> new ChannelScope(user.channels()).covers(channel))
                .orElse(true);
    }

    /**
     * Passes only with this role or a higher one.
     *
     * @return the user
     * @throws OtterException with {@link ErrorCode#UNAUTHENTICATED}, {@link ErrorCode#PASSWORD_MUST_CHANGE} or
     *     {@link ErrorCode#FORBIDDEN}
     */
    public SignedInUser require(Role needed) {
        SignedInUser user =
                user().orElseThrow(() -> new RefusedException(ErrorCode.UNAUTHENTICATED, Refusal.NOBODY.with()));
        if (user.mustChangePassword()) {
            throw new RefusedException(ErrorCode.PASSWORD_MUST_CHANGE, Refusal.PASSWORD_KNOWN_STILL.with(user.name()));
        }
        if (!user.role().covers(needed)) {
            denied(user, needed);
            throw new RefusedException(
                    ErrorCode.FORBIDDEN, Refusal.ROLE_MISSING.with(user.name(), user.role(), needed));
        }
        return user;
    }

    private void denied(SignedInUser user, Role needed) {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            HttpServletRequest request = attributes.getRequest();
            trail.refused(
                    user.name(), request.getRemoteAddr(), Text.of("act.denied.role", needed, trail.path(request)));
        }
    }
}
