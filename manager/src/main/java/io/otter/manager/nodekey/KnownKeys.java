package io.otter.manager.nodekey;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.TreeWatch;
import io.otter.communication.Credentials;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.parameter.ParameterStore;
import io.otter.manager.spec.ConfigurationChanged;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** This manager takes no key that was replaced, here or at another manager, which tells by what it publishes. */
@Component
final class KnownKeys implements SmartLifecycle {
    private final ManagerSettings settings;
    private final ParameterStore parameters;
    private final ConfigStore published;

    @GuardedBy("this")
    private @Nullable TreeWatch watch;

    KnownKeys(ManagerSettings settings, ParameterStore parameters, ConfigStore published) {
        this.settings = settings;
        this.parameters = parameters;
        this.published = published;
    }

    /** Before it is published: the node whose key it is hears of it, too. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void configurationChanged(ConfigurationChanged event) {
        read();
    }

    /** Before nodes are listened to. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public synchronized void start() {
        read();
        settings.credentials()
                .map(Credentials::generations)
                .ifPresent(generations -> watch = published.watchKeys(generations::learn));
    }

    @Override
    public synchronized void stop() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return watch != null;
    }

    private void read() {
        settings.credentials()
                .ifPresent(credentials -> credentials.generations().learn(parameters.keyGenerations()));
    }
}
