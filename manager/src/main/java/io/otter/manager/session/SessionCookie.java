package io.otter.manager.session;

import io.otter.common.secret.Sha256;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.HttpSessionIdResolver;

/** The cookie that names a session; the database holds only its hash, so that who reads it is not logged in. Thread-safe. */
final class SessionCookie implements HttpSessionIdResolver {
    private static final String NAME = "OTTER_SESSION";
    private static final int BYTES = 32;

    private final CookieHttpSessionIdResolver cookies = new CookieHttpSessionIdResolver();
    private final SecureRandom random = new SecureRandom();

    SessionCookie() {
        DefaultCookieSerializer cookie = new DefaultCookieSerializer();
        cookie.setCookieName(NAME);
        cookie.setUseBase64Encoding(false);
        cookies.setCookieSerializer(cookie);
    }

    String newId() {
        byte[] id = new byte[BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    static String hash(String id) {
        return Sha256.hex(id);
    }

    /** None for the page that tells of a silent database: it must not be asked again for that page. */
    @Override
    public List<String> resolveSessionIds(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof DataAccessException
                ? List.of()
                : cookies.resolveSessionIds(request);
    }

    @Override
    public void setSessionId(HttpServletRequest request, HttpServletResponse response, String id) {
        cookies.setSessionId(request, response, id);
    }

    @Override
    public void expireSession(HttpServletRequest request, HttpServletResponse response) {
        cookies.expireSession(request, response);
    }
}
