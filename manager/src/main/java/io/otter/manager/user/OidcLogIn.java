package io.otter.manager.user;

import io.otter.common.error.OtterException;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.configuration.OidcSettings;
import io.otter.manager.text.Text;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.stereotype.Component;

/** Log-in to the pages at an identity provider by OpenID Connect, where one is configured. Thread-safe. */
@Component
final class OidcLogIn {
    /** Where the identity provider sends browsers back to. */
    static final String BACK = "/login/oauth2/code/" + OidcProvider.ID;

    private static final Logger log = LoggerFactory.getLogger(OidcLogIn.class);

    private final Optional<OidcSettings> settings;
    private final ExternalUsers users;
    private final AccessTrail trail;
    private final PageGate gate;

    OidcLogIn(ManagerSettings settings, ExternalUsers users, AccessTrail trail, PageGate gate) {
        this.settings = settings.access().oidc();
        this.users = users;
        this.trail = trail;
        this.gate = gate;
    }

    /** Adds the two filters: that sends browsers to the identity provider, and that takes its answers. */
    void addTo(HttpSecurity http) {
        settings.ifPresent(configured -> addTo(http, configured));
    }

    private void addTo(HttpSecurity http, OidcSettings configured) {
        OidcProvider provider = new OidcProvider(configured, InstantSource.system());
        OidcRequests requests = new OidcRequests();
        OAuth2AuthorizationRequestRedirectFilter there = new OAuth2AuthorizationRequestRedirectFilter(provider);
        there.setAuthorizationRequestRepository(requests);
        there.setAuthenticationFailureHandler(this::failed);

        OidcIdTokenDecoderFactory decoders = new OidcIdTokenDecoderFactory();
        decoders.setJwsAlgorithmResolver(OidcProvider::algorithm);
        OidcAuthorizationCodeAuthenticationProvider check = new OidcAuthorizationCodeAuthenticationProvider(
                new RestClientAuthorizationCodeTokenResponseClient(), new OidcUserService());
        check.setJwtDecoderFactory(decoders);
        OAuth2LoginAuthenticationFilter back = new OAuth2LoginAuthenticationFilter(provider, new NoTokens(), BACK);
        back.setAuthorizationRequestRepository(requests);
        back.setAuthenticationManager(new ProviderManager(check));
        back.setSecurityContextRepository(new RequestAttributeSecurityContextRepository());
        back.setAuthenticationSuccessHandler(
                (request, response, authentication) -> enter(configured, request, response, authentication));
        back.setAuthenticationFailureHandler(this::failed);
        http.addFilterBefore(there, UsernamePasswordAuthenticationFilter.class);
        http.addFilterBefore(back, UsernamePasswordAuthenticationFilter.class);
    }

    private void enter(
            OidcSettings configured,
            HttpServletRequest request,
            HttpServletResponse response,
            Authentication authentication)
            throws IOException {
        SecurityContextHolder.clearContext();
        OidcUser known = (OidcUser) Objects.requireNonNull(authentication.getPrincipal());
        String name = String.valueOf(known.getClaims().get(configured.claims().user()));
        Optional<Role> role = new OidcRole(configured.claims()).of(known.getClaims());
        if (role.isEmpty()) {
            trail.refused(name, request.getRemoteAddr(), Text.of("act.login.role"));
            response.sendRedirect(request.getContextPath() + "/login?role");
            return;
        }
        SignedInUser user;
        try {
            user = users.logIn(
                    configured.issuer().toString(), Objects.requireNonNull(known.getSubject()), name, role.get());
        } catch (OtterException e) {
            log.warn("a user of the identity provider cannot log in: {}", e.getMessage());
            trail.refused(name, request.getRemoteAddr(), Text.of("act.login.name"));
            response.sendRedirect(request.getContextPath() + "/login?name");
            return;
        }
        HttpSession before = request.getSession(false);
        if (before != null) {
            before.invalidate();
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        Authentication entered = PasswordLogIn.token(user);
        context.setAuthentication(entered);
        SecurityContextHolder.setContext(context);
        new HttpSessionSecurityContextRepository().saveContext(context, request, response);
        gate.landing().onAuthenticationSuccess(request, response, entered);
    }

    private void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        log.warn("a log-in at the identity provider failed: {}", failure.getMessage());
        trail.refused(OidcProvider.ID, request.getRemoteAddr(), Text.of("act.login.failed"));
        response.sendRedirect(request.getContextPath() + "/login?provider");
    }

    /** The provider's tokens are of no use here. */
    private static final class NoTokens implements OAuth2AuthorizedClientRepository {
        @Override
        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as the interface has it
        public <T extends OAuth2AuthorizedClient> T loadAuthorizedClient(
                String registration, Authentication principal, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {}

        @Override
        public void removeAuthorizedClient(
                String registration,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {}
    }
}
