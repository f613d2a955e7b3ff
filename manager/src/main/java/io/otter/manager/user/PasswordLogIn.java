package io.otter.manager.user;

import io.otter.manager.text.RefusedException;
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
    private final PasswordGuard guard;

    PasswordLogIn(UserService users, PasswordGuard guard) {
        this.users = users;
        this.guard = guard;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String name = users.knownAs(attempt.getName());
        String password = String.valueOf(attempt.getCredentials());
        String address =
                attempt.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        try {
            return guard.attempt(name, address, () -> users.logIn(name, password))
                    .map(PasswordLogIn::token)
                    .orElseThrow(() -> new BadCredentialsException("wrong user name or password"));
        } catch (RefusedException e) {
            throw new LockedException(String.valueOf(e.getMessage()).replaceFirst("\\.$", ""), e);
        }
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
