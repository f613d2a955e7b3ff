package io.otter.manager.publication;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.Published;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationChanged;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Publishes the configuration at start, after every change and when ZooKeeper becomes reachable again, which also
 * covers publications that failed; and anew, with the channels' states, when ZooKeeper has lost it. One publication runs at a
 * time. Thread-safe.
 */
@Component
public final class Publication implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Publication.class);

    private static final long LOOK_SECONDS = 3;

    private final Coordination coordination;
    private final ConfigStore published;
    private final ChannelControl control;
    private final DesiredStates states;
    private final Drains drains;
    private final ConfigurationStore stored;
    private final Identity identity;
    private final Consumer<SessionState> reconnected = this::sessionChanged;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "publication");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;

    Publication(
            Coordination coordination,
            ConfigStore published,
            ChannelControl control,
            DesiredStates states,
            Drains drains,
            ConfigurationStore stored,
            Identity identity) {
        this.coordination = coordination;
        this.published = published;
        this.control = control;
        this.states = states;
        this.drains = drains;
        this.stored = stored;
        this.identity = identity;
    }

    /** Publishes immediately after a change, so that the caller's next call sees it published. */
    @EventListener
    void configurationChanged(ConfigurationChanged event) {
        if (coordination.state() != SessionState.CONNECTED) {
            log.warn("ZooKeeper does not answer: the change will be published as soon as it does");
            return;
        }
        tryPublish();
    }

    @Override
    public void start() {
        running = true;
        coordination.listen(reconnected);
        if (coordination.state() != SessionState.CONNECTED) {
            log.info("ZooKeeper has not answered yet: the configuration will be published as soon as it does");
        }
        sessionChanged(coordination.state());
        worker.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        running = false;
        coordination.unlisten(reconnected);
        worker.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /**
     * Writes whatever part of the configuration is missing in ZooKeeper, now.
     *
     * @throws OtterException with ZOOKEEPER_UNREACHABLE if that fails
     */
    public void rebuild() {
        if (coordination.state() != SessionState.CONNECTED) {
            throw new RefusedException(ErrorCode.ZOOKEEPER_UNREACHABLE, Refusal.ZOOKEEPER_SILENT.with());
        }
        publish();
    }

    private void sessionChanged(SessionState state) {
        if (state != SessionState.CONNECTED || waiting.getAndSet(true)) {
            return;
        }
        try {
            worker.execute(() -> {
                waiting.set(false);
                tryPublish();
            });
        } catch (RejectedExecutionException e) {
            log.debug("nothing is published any more: {}", e.getMessage());
        }
    }

    /** Somebody may wipe ZooKeeper without any connection being lost; and nodes pause channels. */
    private void look() {
        if (coordination.state() != SessionState.CONNECTED) {
            return;
        }
        try {
            if (states.isAnyLost()) {
                log.warn("ZooKeeper has lost what was published: it was wiped or replaced, and is written anew");
                publish();
            } else {
                states.agree(published.channels().keySet());
            }
        } catch (RuntimeException e) {
            log.debug("looked in vain whether ZooKeeper has what was published: {}", e.toString());
        }
    }

    private void tryPublish() {
        try {
            publish();
        } catch (RuntimeException e) {
            log.warn("the configuration could not be published; retrying with the next connection: {}", e.toString());
        }
    }

    private synchronized void publish() {
        while (!publishedAll()) {
            log.info("another manager has published meanwhile; what is configured is read again");
        }
    }

    /** What is published is read before what is configured: whoever publishes later has read what is newer. */
    private boolean publishedAll() {
        Published before = published.read();
        Configuration configured = stored.read();
        Resolver resolver = identity.resolver(configured);
        if (!published.publishNodes(resolver.nodes(), before)) {
            return false;
        }
        for (int drained : drains.list().keySet()) {
            if (configured.node(drained).isEmpty()) {
                drains.end(drained);
            }
        }
        Set<Long> present = new HashSet<>();
        for (Channel channel : configured.channels()) {
            present.add(channel.id());
            try {
                Optional<ChannelConfig> now = published.publish(resolver.channel(channel), before);
                if (now.isEmpty()) {
                    return false;
                }
                if (!now.equals(before.channel(channel.id()))) {
                    log.info(
                            "channel {} published as version {}",
                            channel.name(),
                            now.get().version());
                }
            } catch (OtterException e) {
                if (e.code() != ErrorCode.CHANNEL_INCOMPLETE) {
                    throw e;
                }
                log.warn("not published: {}", e.getMessage());
            }
        }
        for (long gone : before.channels().keySet()) {
            if (!present.contains(gone)) {
                published.remove(gone);
                control.remove(gone);
                log.info("channel {} was deleted and is no longer published", gone);
            }
        }
        states.forget();
        states.agree(present);
        return true;
    }
}
