package io.otter.manager.user;

import io.otter.common.json.Json;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/**
 * Remembers in the browser's own cookie what it was sent to the identity provider with, so that a stranger's visit leaves no
 * session behind. An answer is taken only by the browser that asked. Thread-safe.
 */
final class OidcRequests implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
    private static final String NAME = "OTTER_OIDC";
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int LONGEST = 3_000;

    /** What an answer is checked against. */
    record Asked(
            String address,
            String client,
            String redirect,
            String scope,
            String state,
            @Nullable String nonce,
            @Nullable String verifier) {}

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        return Stream.of(Optional.ofNullable(request.getCookies()).orElse(new Cookie[0]))
                .filter(cookie ->
                        cookie.getName().equals(NAME) && cookie.getValue().length() <= LONGEST)
                .findFirst()
                .flatMap(cookie -> read(cookie.getValue()))
                .filter(asked -> asked.state().equals(request.getParameter(OAuth2ParameterNames.STATE)))
                .map(OidcRequests::request)
                .orElse(null);
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        if (asked == null) {
            write("", Duration.ZERO, request, response);
            return;
        }
        byte[] json = Json.write(new Asked(
                asked.getAuthorizationUri(),
                asked.getClientId(),
                String.valueOf(asked.getRedirectUri()),
                String.join(" ", asked.getScopes()),
                String.valueOf(asked.getState()),
                asked.getAttribute(OidcParameterNames.NONCE),
                asked.getAttribute(PkceParameterNames.CODE_VERIFIER)));
        write(Base64.getUrlEncoder().withoutPadding().encodeToString(json), KEPT, request, response);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        OAuth2AuthorizationRequest asked = loadAuthorizationRequest(request);
        write("", Duration.ZERO, request, response);
        return asked;
    }

    private static OAuth2AuthorizationRequest request(Asked asked) {
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(asked.address())
                .clientId(asked.client())
                .redirectUri(asked.redirect())
                .scope(asked.scope().split(" "))
                .state(asked.state())
                .attributes(attributes -> {
                    attributes.put(OAuth2ParameterNames.REGISTRATION_ID, OidcProvider.ID);
                    put(attributes, OidcParameterNames.NONCE, asked.nonce());
                    put(attributes, PkceParameterNames.CODE_VERIFIER, asked.verifier());
                })
                .build();
    }

    private static void put(Map<String, Object> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }

    private static Optional<Asked> read(String value) {
        try {
            String json = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
            return Optional.of(Json.MAPPER.readValue(json, Asked.class));
        } catch (RuntimeException e) {
            return Optional.empty(); // a stranger's
        }
    }

    private static void write(String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(NAME, value)
                        .path(request.getContextPath() + "/login")
                        .maxAge(age)
                        .httpOnly(true)
                        .secure(request.isSecure())
                        .sameSite("Lax")
                        .build()
                        .toString());
    }
}
