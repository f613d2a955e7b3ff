package io.otter.manager.publication;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.manager.parameter.Installation;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationChanged;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Publishes the configuration at start, after every change and when ZooKeeper becomes reachable again, which also
 * covers publications that failed. One publication runs at a time. Thread-safe.
 */
@Component
public final class Publication implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Publication.class);

    private final Coordination coordination;
    private final ConfigStore published;
    private final ChannelControl control;
    private final Drains drains;
    private final ConfigurationStore stored;
    private final Installation installation;
    private final Consumer<SessionState> reconnected = this::sessionChanged;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "publication");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;

    Publication(
            Coordination coordination,
            ConfigStore published,
            ChannelControl control,
            Drains drains,
            ConfigurationStore stored,
            Installation installation) {
        this.coordination = coordination;
        this.published = published;
        this.control = control;
        this.drains = drains;
        this.stored = stored;
        this.installation = installation;
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

    private void tryPublish() {
        try {
            publish();
        } catch (RuntimeException e) {
            log.warn("the configuration could not be published; retrying with the next connection: {}", e.toString());
        }
    }

    private synchronized void publish() {
        Configuration configured = stored.read();
        Resolver resolver = new Resolver(configured, installation.id());
        // Each write wakes up every node.
        if (!published.nodes().equals(resolver.nodes())) {
            published.publishNodes(resolver.nodes());
        }
        for (int drained : drains.list().keySet()) {
            if (configured.node(drained).isEmpty()) {
                drains.end(drained);
            }
        }
        Map<Long, ChannelConfig> before = published.channels();
        Set<Long> present = new HashSet<>();
        for (Channel channel : configured.channels()) {
            present.add(channel.id());
            try {
                ChannelConfig now = published.publish(resolver.channel(channel));
                if (!now.equals(before.get(channel.id()))) {
                    log.info("channel {} published as version {}", channel.name(), now.version());
                }
            } catch (OtterException e) {
                if (e.code() != ErrorCode.CHANNEL_INCOMPLETE) {
                    throw e;
                }
                log.warn("not published: {}", e.getMessage());
            }
        }
        for (long gone : before.keySet()) {
            if (!present.contains(gone)) {
                published.remove(gone);
                control.remove(gone);
                log.info("channel {} was deleted and is no longer published", gone);
            }
        }
    }
}
