package io.otter.manager.web;

import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.configuration.OidcSettings;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.user.SignedInUser;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The frame of every page; available to templates as {@code @frame}. Thread-safe. */
@Component("frame")
public final class PageFrame {
    private final Access access;
    private final ManagerSettings settings;
    private final Health health;

    PageFrame(Access access, ManagerSettings settings, Health health) {
        this.access = access;
        this.settings = settings;
        this.health = health;
    }

    /** Null when nobody is logged in. */
    public @Nullable SignedInUser user() {
        return access.user().orElse(null);
    }

    /** The identity provider at which users may log in; null without one. */
    public @Nullable String identityProvider() {
        return settings.access().oidc().map(OidcSettings::name).orElse(null);
    }

    /** Whether to show controls that change something; the services check again. */
    public boolean mayOperate() {
        return covers(Role.OPERATOR);
    }

    /** Likewise for administrators. */
    public boolean mayAdminister() {
        return covers(Role.ADMIN);
    }

    /** Message key of why nothing can be started or stopped now; null when it can. */
    public @Nullable String whyNotOperate() {
        return !mayOperate() ? "why.role" : zookeeperDown() ? "why.zookeeper" : null;
    }

    /** Empty when nobody is logged in. */
    public List<Menu.Group> menu() {
        return access.user()
                .map(user -> Menu.of(user.role(), !user.channels().isEmpty(), !user.isGuest()))
                .orElse(List.of());
    }

    /** {@code aria-current}: {@code page} on the entry's own page, {@code true} on pages below it, else null. */
    public @Nullable String current(Menu.Item item) {
        String page = request()
                .map(request -> request.getRequestURI()
                        .substring(request.getContextPath().length()))
                .orElse("");
        return page.equals(item.path()) ? "page" : item.leadsTo(page) ? "true" : null;
    }

    public boolean zookeeperDown() {
        return !health.zookeeper();
    }

    /** {@code light} or {@code dark} if chosen, null for the system's setting. */
    public @Nullable String theme() {
        return request().map(Theme::of).filter(theme -> !theme.equals("system")).orElse(null);
    }

    /** This page's URL in another language, relative to itself. */
    public String inLanguage(String language) {
        return with("lang", language);
    }

    /** This page's URL with another theme, relative to itself. */
    public String inTheme(String theme) {
        return with("theme", theme);
    }

    /** The configured servers, for display. */
    public String zookeeperServers() {
        return String.join(", ", settings.zookeeper().servers());
    }

    private boolean covers(Role needed) {
        return access.user().map(user -> user.role().covers(needed)).orElse(false);
    }

    private static String with(String name, String value) {
        HttpServletRequest request = request().orElse(null);
        if (request == null || !request.getMethod().equals("GET")) {
            return "/overview?" + name + "=" + value;
        }
        String query = request.getQueryString();
        String kept = Stream.of((query == null ? "" : query).split("&"))
                .filter(part -> !part.isEmpty() && !part.startsWith("lang=") && !part.startsWith("theme="))
                .map(part -> part + "&")
                .collect(Collectors.joining());
        return "?" + kept + name + "=" + value;
    }

    private static Optional<HttpServletRequest> request() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? Optional.of(attributes.getRequest())
                : Optional.empty();
    }
}
