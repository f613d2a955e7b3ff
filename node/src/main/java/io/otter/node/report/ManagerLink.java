package io.otter.node.report;

import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.retry.BackOff;
import io.otter.communication.Credentials;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to one manager, made anew in the background whenever it is lost. Thread-safe. */
final class ManagerLink {
    private static final Logger log = LoggerFactory.getLogger(ManagerLink.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

    private final ServerAddress manager;
    private final Credentials credentials;
    private final RpcClient client;
    private final Executor background;
    private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom());
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile long nextNanos = System.nanoTime();
    private volatile @Nullable RpcConnection connection;

    ManagerLink(ServerAddress manager, Credentials credentials, RpcClient client, Executor background) {
        this.manager = manager;
        this.credentials = credentials;
        this.client = client;
        this.background = background;
    }

    /** Null while there is none; never waits. */
    @Nullable
    RpcConnection connection() {
        RpcConnection open = connection;
        if (open != null && open.isOpen()) {
            return open;
        }
        if (System.nanoTime() - nextNanos >= 0 && connecting.compareAndSet(false, true)) {
            try {
                background.execute(this::connect);
            } catch (RejectedExecutionException e) {
                connecting.set(false); // closed
            }
        }
        return null;
    }

    private void connect() {
        try {
            connection = client.connect(manager, Credentials.MANAGER, credentials, CONNECT_LIMIT);
            backOff.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OtterException e) {
            Duration pause = backOff.next();
            nextNanos = System.nanoTime() + pause.toNanos();
            log.debug("manager {} hears nothing, again in {} ms: {}", manager, pause.toMillis(), e.getMessage());
        } finally {
            connecting.set(false);
        }
    }
}
