package io.otter.manager.web;

import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.user.Access;
import io.otter.manager.user.SignedInUser;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

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

    /** The configured servers, for a person. */
    public String zookeeperServers() {
        return String.join(", ", settings.zookeeper());
    }
}
