package io.otter.arbitrate.session;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.secret.SecretKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.BoundedExponentialBackoffRetry;
import org.apache.zookeeper.ClientCnxnSocketNetty;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.data.ACL;
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

    /** Who made a znode may do everything with it, and nobody else anything. */
    private static final ACLProvider OURS = new ACLProvider() {
        @Override
        public List<ACL> getDefaultAcl() {
            return ZooDefs.Ids.CREATOR_ALL_ACL;
        }

        @Override
        public List<ACL> getAclForPath(String path) {
            return getDefaultAcl();
        }
    };

    private final CuratorFramework client;
    private final String servers;
    private final Callable<Long> sessionId;
    private final Executor aside;
    private final Commands commands;
    private final List<Consumer<SessionState>> listeners = new CopyOnWriteArrayList<>();
    private volatile SessionState state = SessionState.LOST;

    private Coordination(
            CuratorFramework client, String servers, SecretKey key, Callable<Long> sessionId, Executor aside) {
        this.client = client;
        this.servers = servers;
        this.sessionId = sessionId;
        this.aside = aside;
        commands = new Commands(key);
        client.getConnectionStateListenable().addListener((ignored, change) -> changed(change));
    }

    /**
     * Opens a session, and renews it as needed until {@link #close()}.
     *
     * @param key only what was written with it is obeyed
     */
    public static Coordination begin(ZookeeperSettings settings, SecretKey key) {
        int timeoutMillis = (int) settings.sessionTimeout().toMillis();
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(String.join(",", settings.servers()))
                .sessionTimeoutMs(timeoutMillis)
                .connectionTimeoutMs(Math.min(5_000, timeoutMillis))
                .zkClientConfig(client(settings))
                .retryPolicy(new BoundedExponentialBackoffRetry(100, 2_000, 3));
        settings.auth().ifPresent(logIn -> logIn.prepare(builder.aclProvider(OURS)));
        CuratorFramework client = builder.build();
        Coordination coordination = over(
                client,
                client.getZookeeperClient().getCurrentConnectionString(),
                key,
                () -> client.getZookeeperClient().getZooKeeper().getSessionId(),
                task -> {
                    Thread thread = new Thread(task, "zookeeper-connected");
                    thread.setDaemon(true);
                    thread.start();
                });
        if (settings.auth().isPresent()) {
            coordination.onceConnected(coordination::closeTree);
        }
        client.start();
        return coordination;
    }

    private static ZKClientConfig client(ZookeeperSettings settings) {
        ZKClientConfig config = new ZKClientConfig();
        settings.trustedCertificates().ifPresent(certificates -> {
            config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
            config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, ClientCnxnSocketNetty.class.getName());
            try (ClientX509Util names = new ClientX509Util()) {
                config.setProperty(names.getSslTruststoreLocationProperty(), certificates.toString());
                config.setProperty(names.getSslTruststoreTypeProperty(), "PEM");
            }
        });
        return config;
    }

    /** Closes to others what was made before {@code otter.zookeeper.auth} was set. */
    private void closeTree() {
        try {
            close(Znode.ROOT);
        } catch (OtterException e) {
            log.error("{}: {} {}", e.code(), e.getMessage(), e.code().advice());
        }
    }

    private void close(String path) {
        try {
            if (client.getACL().forPath(path).equals(ZooDefs.Ids.OPEN_ACL_UNSAFE)) {
                client.setACL().withACL(ZooDefs.Ids.CREATOR_ALL_ACL).forPath(path);
            }
            for (String child : client.getChildren().forPath(path)) {
                close(path + "/" + child);
            }
        } catch (KeeperException.NoNodeException e) {
            log.debug("{} went away meanwhile", path);
        } catch (Exception e) {
            throw failure("closing " + path + " to others", e);
        }
    }

    /**
     * Likewise over a client that the caller starts, if need be.
     *
     * @param servers shown to people
     * @param sessionId the id of the present session; it may throw what ZooKeeper's client throws
     * @param aside runs what may wait for ZooKeeper
     */
    public static Coordination over(
            CuratorFramework client, String servers, SecretKey key, Callable<Long> sessionId, Executor aside) {
        return new Coordination(client, servers, key, sessionId, aside);
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

    /** How the other packages of this module write and read what others obey. */
    public Commands commands() {
        return commands;
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
        if (cause instanceof OtterException known) {
            return known;
        }
        if (cause instanceof KeeperException.NoAuthException || cause instanceof KeeperException.AuthFailedException) {
            return new OtterException(
                    ErrorCode.ZOOKEEPER_DENIED, what + " in ZooKeeper was denied: " + cause.getMessage() + ".", cause);
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
