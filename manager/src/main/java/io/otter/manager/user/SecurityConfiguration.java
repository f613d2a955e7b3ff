package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.common.json.Json;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.session.SessionValue;
import io.otter.manager.text.Text;
import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** Two filter chains: the pages with a session cookie and CSRF tokens, the API with credentials in every request. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
final class SecurityConfiguration {
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    @Bean
    LogInThrottle logInThrottle() {
        return new LogInThrottle(InstantSource.system());
    }

    @Bean
    AuthenticationManager authenticationManager(UserService users, PasswordGuard guard) {
        return new ProviderManager(new PasswordLogIn(users, guard));
    }

    /** A session keeps who has logged in; the rest is made of that. */
    @Bean
    SessionValue<SecurityContext> keptLogIn() {
        return new SessionValue<>(
                "login",
                SecurityContext.class,
                context -> Json.MAPPER.valueToTree(
                        context.getAuthentication() == null
                                ? null
                                : context.getAuthentication().getPrincipal()),
                user -> new SecurityContextImpl(
                        PasswordLogIn.token(Json.MAPPER.treeToValue(user, SignedInUser.class))));
    }

    @Bean
    SessionValue<Role> keptRole() {
        return SessionValue.plain("role", Role.class);
    }

    /** Ignores cookies, so no other site can make a browser call the API. */
    @Bean
    @Order(1)
    SecurityFilterChain api(
            HttpSecurity http, AuthenticationManager manager, Access access, AccountFilters accounts, AccessTrail trail)
            throws Exception {
        return http.securityMatcher("/api/**", "/metrics", "/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml")
                .authenticationManager(manager)
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.GET, "/**")
                        .authenticated()
                        .anyRequest()
                        .hasAnyRole(Role.OPERATOR.name(), Role.ADMIN.name()))
                .httpBasic(basic -> basic.authenticationEntryPoint(apiEntryPoint(trail)))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(apiEntryPoint(trail))
                        .accessDeniedHandler(apiDenied(access, trail)))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .addFilterBefore(accounts.ofTokens(), BasicAuthenticationFilter.class)
                .addFilterAfter(accounts.ofApi(), AuthorizationFilter.class)
                .addFilterAfter(accounts.scopeOfApi(), AccountFilter.class)
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(
            HttpSecurity http,
            AuthenticationManager manager,
            AccountFilters accounts,
            ManagerSettings settings,
            PageGate gate,
            OidcLogIn oidc)
            throws Exception {
        if (settings.guests()) {
            http.anonymous(anonymous -> anonymous.principal(SignedInUser.GUEST));
        }
        oidc.addTo(http);
        return http.authenticationManager(manager)
                // In cookies, so that a stranger's visit leaves no session behind.
                .csrf(csrf -> csrf.csrfTokenRepository(csrfCookie()).csrfTokenRequestHandler(csrfHandler()))
                .requestCache(cache -> cache.requestCache(gate.wanted()))
                // The end of an event stream is dispatched again; its request has been authorized already.
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(OpenPaths.PATTERNS)
                        .permitAll()
                        .requestMatchers(OpenPaths.OWN)
                        .authenticated()
                        .requestMatchers(request ->
                                settings.guests() && request.getMethod().equals("GET"))
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage("/login")
                        .successHandler(gate.landing())
                        .failureHandler((request, response, failure) -> response.sendRedirect(request.getContextPath()
                                + "/login?" + (failure instanceof LockedException ? "wait" : "wrong"))))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(gate.entryPoint()).accessDeniedHandler(gate.deniedHandler()))
                .logout(logout -> logout.logoutSuccessUrl("/login?bye").deleteCookies("OTTER_SESSION"))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                        .httpStrictTransportSecurity(hsts -> hsts.includeSubDomains(false))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN)))
                .addFilterAfter(accounts.ofPages(), AuthorizationFilter.class)
                .addFilterAfter(accounts.scopeOfPages(), AccountFilter.class)
                .build();
    }

    private static CookieCsrfTokenRepository csrfCookie() {
        CookieCsrfTokenRepository repository = new CookieCsrfTokenRepository();
        repository.setCookieName("OTTER_CSRF");
        repository.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        return repository;
    }

    /** Makes the token at once: a long page would be half sent when its first form asks for it, too late for a cookie. */
    private static XorCsrfTokenRequestAttributeHandler csrfHandler() {
        XorCsrfTokenRequestAttributeHandler handler = new XorCsrfTokenRequestAttributeHandler();
        handler.setCsrfRequestAttributeName(null);
        return handler;
    }

    private static AuthenticationEntryPoint apiEntryPoint(AccessTrail trail) {
        return (request, response, failure) -> {
            trail.stranger(request);
            // Not plain "Basic": a browser would ask for the password and send it with forms of other sites, too.
            response.setHeader("WWW-Authenticate", "xBasic realm=\"otter\"");
            if (failure instanceof LockedException) {
                ApiRefusal.write(response, 429, ErrorCode.TOO_MANY_ATTEMPTS, sentence(failure));
            } else {
                ApiRefusal.write(response, 401, ErrorCode.UNAUTHENTICATED, sentence(failure));
            }
        };
    }

    private static AccessDeniedHandler apiDenied(Access access, AccessTrail trail) {
        return (request, response, denied) -> {
            access.user()
                    .ifPresent(user -> trail.refused(
                            user.name(),
                            request.getRemoteAddr(),
                            Text.of("act.denied", request.getMethod(), trail.path(request))));
            String who = access.user()
                    .map(user -> user.name() + " is " + user.role())
                    .orElse("nobody is logged in");
            ApiRefusal.write(response, 403, ErrorCode.FORBIDDEN, who + "; this needs " + Role.OPERATOR + ".");
        };
    }

    private static String sentence(AuthenticationException failure) {
        return failure.getMessage() + ".";
    }
}
