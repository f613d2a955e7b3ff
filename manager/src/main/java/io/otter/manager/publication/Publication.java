package io.otter.manager.publication;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.spec.ConfigurationChanged;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Publishes the configuration at start, after every change and when ZooKeeper becomes reachable again, which also
 * covers publications that failed; and anew, with what users wish of channels and nodes, when ZooKeeper has lost it.
 * Thread-safe.
 */
@Component
public final class Publication implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Publication.class);

    private static final long LOOK_SECONDS = 3;

    private final Coordination coordination;
    private final PublishedTree tree;
    private final ApplicationEventPublisher events;
    private final Consumer<SessionState> reconnected = this::sessionChanged;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "publication");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;
    /** Why nothing is published, once it has been logged. */
    private @Nullable String refused;

    Publication(Coordination coordination, PublishedTree tree, ApplicationEventPublisher events) {
        this.coordination = coordination;
        this.tree = tree;
        this.events = events;
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
     * Writes whatever part of the configuration is missing in ZooKeeper, now, whoever's tree it was.
     *
     * @throws OtterException with ZOOKEEPER_UNREACHABLE if that fails
     */
    public void rebuild() {
        if (coordination.state() != SessionState.CONNECTED) {
            throw new RefusedException(ErrorCode.ZOOKEEPER_UNREACHABLE, Refusal.ZOOKEEPER_SILENT.with());
        }
        events.publishEvent(new BeforeNodesHear(null));
        tree.takeOver();
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
            tree.look();
            refused = null;
        } catch (RefusedException e) {
            if (!Objects.equals(refused, e.getMessage())) {
                log.error("nothing is published until this is mended: {}", e.getMessage());
            }
            refused = e.getMessage();
        } catch (RuntimeException e) {
            log.debug("looked in vain whether ZooKeeper has what was published: {}", e.toString());
        }
    }

    private void tryPublish() {
        try {
            events.publishEvent(new BeforeNodesHear(null));
            tree.publish();
        } catch (RuntimeException e) {
            log.warn("the configuration could not be published; retrying with the next connection: {}", e.toString());
        }
    }
}
