package io.otter.manager.web;

import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.user.Access;
import io.otter.manager.user.SignedInUser;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** What the frame of every page shows; templates reach it as {@code @frame}. Thread-safe. */
@Component("frame")
public final class Frame {
    private final Access access;
    private final ManagerSettings settings;
    private final Health health;

    Frame(Access access, ManagerSettings settings, Health health) {
        this.access = access;
        this.settings = settings;
        this.health = health;
    }

    /** Null when nobody is logged in. */
    public @Nullable SignedInUser user() {
        return access.user().orElse(null);
    }

    public boolean zookeeperDown() {
        return !health.zookeeper();
    }

    /** Where this page is in another language, relative to itself. */
    public String inLanguage(String language) {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
                || !attributes.getRequest().getMethod().equals("GET")) {
            return "/channels?lang=" + language;
        }
        String query = attributes.getRequest().getQueryString();
        String kept = Stream.of((query == null ? "" : query).split("&"))
                .filter(part -> !part.isEmpty() && !part.startsWith("lang="))
                .map(part -> part + "&")
                .collect(Collectors.joining());
        return "?" + kept + "lang=" + language;
    }

    /** The configured servers, for a person. */
    public String zookeeperServers() {
        return String.join(", ", settings.zookeeper());
    }
}
