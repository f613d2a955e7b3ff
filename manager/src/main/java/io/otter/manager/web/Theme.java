package io.otter.manager.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.HandlerInterceptor;

/** Light or dark: the system's setting, unless chosen with {@code ?theme=}. Thread-safe. */
final class Theme implements HandlerInterceptor {
    private static final String NAME = "OTTER_THEME";
    private static final String ATTRIBUTE = Theme.class.getName();
    private static final String SYSTEM = "system";
    private static final Set<String> KNOWN = Set.of("light", "dark", SYSTEM);

    /** {@code light}, {@code dark} or {@code system}. */
    static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String chosen) {
            return chosen;
        }
        Cookie[] cookies = request.getCookies();
        return (cookies == null ? Stream.<Cookie>empty() : Arrays.stream(cookies))
                .filter(cookie -> cookie.getName().equals(NAME))
                .map(Cookie::getValue)
                .filter(KNOWN::contains)
                .findFirst()
                .orElse(SYSTEM);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String chosen = request.getParameter("theme");
        if (request.getMethod().equals("GET") && chosen != null && KNOWN.contains(chosen)) {
            request.setAttribute(ATTRIBUTE, chosen);
            String path = request.getContextPath().isEmpty() ? "/" : request.getContextPath();
            response.addHeader(
                    HttpHeaders.SET_COOKIE,
                    ResponseCookie.from(NAME, chosen)
                            .path(path)
                            .maxAge(Duration.ofDays(365))
                            .httpOnly(true)
                            .secure(request.isSecure())
                            .sameSite("Lax")
                            .build()
                            .toString());
        }
        return true;
    }
}
