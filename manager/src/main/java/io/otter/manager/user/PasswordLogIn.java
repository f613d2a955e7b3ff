package io.otter.manager.user;

import io.otter.manager.text.Text;
import java.time.Duration;
import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Checks name and password, for the log-in page and for Basic authentication. Thread-safe. */
final class PasswordLogIn implements AuthenticationProvider {
    private final UserService users;
    private final LogInThrottle throttle;
    private final AccessTrail trail;

    PasswordLogIn(UserService users, LogInThrottle throttle, AccessTrail trail) {
        this.users = users;
        this.throttle = throttle;
        this.trail = trail;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String name = attempt.getName();
        String password = String.valueOf(attempt.getCredentials());
        String address =
                attempt.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        Duration wait = throttle.wait(name, address);
        if (!wait.isZero()) {
            trail.refused(name, address, Text.of("act.login.wait"));
            throw new LockedException("too many failed logins; wait " + (wait.toSeconds() + 1) + " s");
        }
        SignedInUser user = users.logIn(name, password).orElse(null);
        if (user == null) {
            throttle.failed(name, address);
            trail.failed(name, address);
            throw new BadCredentialsException("wrong user name or password");
        }
        throttle.succeeded(name, address);
        return token(user);
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }

    /** The authentication kept by session and request: user and role, without password. */
    static Authentication token(SignedInUser user) {
        return UsernamePasswordAuthenticationToken.authenticated(
                user, null, List.of(new SimpleGrantedAuthority(user.role().authority())));
    }
}
