package io.otter.arbitrate.session;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.RetryPolicy;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.BoundedExponentialBackoffRetry;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
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
    private final String servers;
    private final Callable<Long> sessionId;
    private final Executor aside;
    private final List<Consumer<SessionState>> listeners = new CopyOnWriteArrayList<>();
    private volatile SessionState state = SessionState.LOST;

    private Coordination(CuratorFramework client, String servers, Callable<Long> sessionId, Executor aside) {
        this.client = client;
        this.servers = servers;
        this.sessionId = sessionId;
        this.aside = aside;
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
        Coordination coordination = over(
                client,
                client.getZookeeperClient().getCurrentConnectionString(),
                () -> client.getZookeeperClient().getZooKeeper().getSessionId(),
                task -> {
                    Thread thread = new Thread(task, "zookeeper-connected");
                    thread.setDaemon(true);
                    thread.start();
                });
        client.start();
        return coordination;
    }

    /**
     * Likewise over a client that the caller starts, if need be.
     *
     * @param servers shown to people
     * @param sessionId the id of the present session; it may throw what ZooKeeper's client throws
     * @param aside runs what may wait for ZooKeeper
     */
    public static Coordination over(CuratorFramework client, String servers, Callable<Long> sessionId, Executor aside) {
        return new Coordination(client, servers, sessionId, aside);
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

    /**
     * Runs a task on a thread of its own, now or with the next connection of this session; never if the session ends before.
     */
    public void onceConnected(Runnable task) {
        Consumer<SessionState> waiting = new Consumer<>() {
            @Override
            public void accept(SessionState next) {
                if (next != SessionState.SUSPENDED && listeners.remove(this) && next == SessionState.CONNECTED) {
                    aside.execute(task);
                }
            }
        };
        listen(waiting);
        if (state == SessionState.CONNECTED && listeners.remove(waiting)) {
            aside.execute(task); // it may have connected before anybody listened
        }
    }

    /** For the other packages of this module. */
    public CuratorFramework client() {
        return client;
    }

    /** Whether an ephemeral znode is our present session's. For the other packages of this module. */
    public boolean isOurs(Stat ephemeral) throws Exception {
        return ephemeral.getEphemeralOwner() == sessionId.call();
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
        String message = KEY + ": no ZooKeeper answers at " + servers + ".";
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
