package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.configuration.ManagerSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Who may replace the publicly known password of the seed SQL: {@code otter.admin.password} before the port opens, else
 * whoever is on this host or can read its log. Thread-safe.
 */
@Component
final class FirstPassword implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(FirstPassword.class);
    private static final int TOKEN_BITS = 130;

    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final List<String> PROXY_HEADERS = List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via");

    private final ManagerSettings settings;
    private final UserService users;
    private final String token = new BigInteger(TOKEN_BITS, new SecureRandom()).toString(32);

    FirstPassword(ManagerSettings settings, UserService users) {
        this.settings = settings;
        this.users = users;
    }

    @Override
    public void afterSingletonsInstantiated() {
        settings.adminPassword().ifPresent(this::replace);
        if (users.hasSeedPassword()) {
            log.warn(
                    "user admin still has the publicly known password: log in to set another one, from this host or"
                            + " with the one-time token {}",
                    token);
        }
    }

    /**
     * Whether this visitor has to type the token. One who comes through a proxy that nobody trusts may be anywhere, and so may be
     * the page that has a browser on this host ask under a name of its own.
     */
    boolean needsToken(HttpServletRequest request) {
        try {
            return !LOCAL_NAMES.contains(request.getServerName())
                    || PROXY_HEADERS.stream().anyMatch(header -> request.getHeader(header) != null)
                    || !InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }

    boolean isToken(String typed) {
        return MessageDigest.isEqual(
                typed.strip().getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private void replace(String password) {
        try {
            if (users.replaceSeedPassword(password)) {
                log.info("user admin now has the password of otter.admin.password");
            }
        } catch (OtterException e) {
            throw new OtterException(ErrorCode.CONFIGURATION, "otter.admin.password: " + e.getMessage(), e);
        }
    }
}
