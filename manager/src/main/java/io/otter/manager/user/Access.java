package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * Asked by every service that changes something, so that no page, call or later caller can forget it. Thread-safe.
 */
@Component
public final class Access {
    /** The user of the request that runs on this thread. */
    public Optional<SignedInUser> user() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof SignedInUser user
                ? Optional.of(user)
                : Optional.empty();
    }

    /**
     * Lets only this role or a higher one pass.
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
            throw new RefusedException(
                    ErrorCode.FORBIDDEN, Refusal.ROLE_MISSING.with(user.name(), user.role(), needed));
        }
        return user;
    }
}
