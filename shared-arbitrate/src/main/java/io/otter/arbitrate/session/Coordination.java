package io.otter.arbitrate.session;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.RetryPolicy;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.BoundedExponentialBackoffRetry;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's only session with ZooKeeper. Thread-safe. Listeners are called on Curator's thread, one at a time, and
 * must not block.
 */
public final class Coordination implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Coordination.class);
    private static final String KEY = "otter.zookeeper.cluster.default";

    private final CuratorFramework client;
    private final List<Consumer<SessionState>> listeners = new CopyOnWriteArrayList<>();
    private volatile SessionState state = SessionState.LOST;

    private Coordination(CuratorFramework client) {
        this.client = client;
        client.getConnectionStateListenable().addListener((ignored, change) -> changed(change));
    }

    /**
     * Opens a session, and renews it as needed until {@link #close()}.
     *
     * @param servers {@code host:port}, at least one
     * @param sessionTimeout ZooKeeper deletes our ephemeral nodes after this time without contact
     */
    public static Coordination begin(List<String> servers, Duration sessionTimeout) {
        RetryPolicy retries = new BoundedExponentialBackoffRetry(100, 2_000, 3);
        CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(String.join(",", servers))
                .sessionTimeoutMs((int) sessionTimeout.toMillis())
                .connectionTimeoutMs((int) Math.min(5_000, sessionTimeout.toMillis()))
                .retryPolicy(retries)
                .build();
        Coordination coordination = new Coordination(client);
        client.start();
        return coordination;
    }

    /** @throws OtterException with {@link ErrorCode#ZOOKEEPER_UNREACHABLE} if there is no connection after {@code limit} */
    public void awaitConnected(Duration limit) {
        try {
            if (client.blockUntilConnected((int) limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw unreachable(null);
    }

    public SessionState state() {
        return state;
    }

    /** Adds a listener; it is not called for the current state. */
    public void listen(Consumer<SessionState> listener) {
        listeners.add(listener);
    }

    public void unlisten(Consumer<SessionState> listener) {
        listeners.remove(listener);
    }

    /** Calls a task with the next connection of this session, on Curator's thread; never if the session ends before. */
    public void onceConnected(Runnable task) {
        listen(new Consumer<>() {
            @Override
            public void accept(SessionState next) {
                if (next != SessionState.SUSPENDED) {
                    unlisten(this);
                }
                if (next == SessionState.CONNECTED) {
                    task.run();
                }
            }
        });
    }

    /** For the other packages of this module. */
    public CuratorFramework client() {
        return client;
    }

    /** The exception for a call that ZooKeeper did not answer; wraps any other cause. */
    public OtterException failure(String what, Exception cause) {
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (cause instanceof KeeperException.ConnectionLossException
                || cause instanceof KeeperException.SessionExpiredException
                || cause instanceof KeeperException.OperationTimeoutException
                || cause instanceof InterruptedException) {
            return unreachable(cause);
        }
        return new OtterException(
                ErrorCode.INTERNAL, what + " in ZooKeeper failed: " + cause.getMessage() + ".", cause);
    }

    @Override
    public void close() {
        client.close();
    }

    private OtterException unreachable(@Nullable Exception cause) {
        String message =
                KEY + ": no ZooKeeper answers at " + client.getZookeeperClient().getCurrentConnectionString() + ".";
        return cause == null
                ? new OtterException(ErrorCode.ZOOKEEPER_UNREACHABLE, message)
                : new OtterException(ErrorCode.ZOOKEEPER_UNREACHABLE, message, cause);
    }

    private void changed(ConnectionState change) {
        SessionState next = switch (change) {
            case CONNECTED, RECONNECTED, READ_ONLY -> SessionState.CONNECTED;
            case SUSPENDED -> SessionState.SUSPENDED;
            case LOST -> SessionState.LOST;
        };
        log.info("ZooKeeper session: {} -> {}", state, next);
        state = next;
        listeners.forEach(listener -> listener.accept(next));
    }
}
