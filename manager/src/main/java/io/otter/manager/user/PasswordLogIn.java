package io.otter.manager.user;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Checks name and password, for the log-in page and for Basic authentication. Thread-safe. */
final class PasswordLogIn implements AuthenticationProvider {
    private static final Logger log = LoggerFactory.getLogger(PasswordLogIn.class);

    private final UserService users;
    private final LogInThrottle throttle;

    PasswordLogIn(UserService users, LogInThrottle throttle) {
        this.users = users;
        this.throttle = throttle;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String name = attempt.getName();
        String password = String.valueOf(attempt.getCredentials());
        String address =
                attempt.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        Duration wait = throttle.wait(name, address);
        if (!wait.isZero()) {
            throw new LockedException("too many failed logins; wait " + (wait.toSeconds() + 1) + " s");
        }
        SignedInUser user = users.logIn(name, password).orElse(null);
        if (user == null) {
            throttle.failed(name, address);
            log.warn("failed login of {} from {}", printable(name), address);
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

    /** An untrusted name, truncated and without control characters, so that it cannot forge log lines. */
    private static String printable(String name) {
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 40) + "…";
    }
}
