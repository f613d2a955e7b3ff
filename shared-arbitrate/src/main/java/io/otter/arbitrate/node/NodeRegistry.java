package io.otter.arbitrate.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live nodes, each with an ephemeral znode. Thread-safe. */
public final class NodeRegistry implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeRegistry.class);

    private final Coordination coordination;
    private final CuratorFramework client;
    private final Consumer<SessionState> reconnected = this::sessionChanged;
    private final CuratorWatcher entry = this::entryChanged;

    @GuardedBy("this")
    private @Nullable NodeRegistration own;

    public NodeRegistry(Coordination coordination) {
        this.coordination = coordination;
        client = coordination.client();
    }

    /**
     * Registers this process, and again whenever it is not listed until {@link #close()}. Waits for the entry of a killed
     * predecessor to expire with its session; an entry that stays belongs to a live process.
     *
     * @param patience must be longer than the session timeout
     * @throws OtterException with {@link ErrorCode#NID} if the nid is in use by another process
     */
    public void register(NodeRegistration registration, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!tryCreate(registration)) {
                CountDownLatch gone = new CountDownLatch(1);
                Stat stat = client.checkExists()
                        .usingWatcher((CuratorWatcher) event -> gone.countDown())
                        .forPath(Znode.node(registration.nid()));
                if (stat != null && !gone.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw alreadyRunning(registration.nid());
                }
            }
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("registering node " + registration.nid(), e);
        }
        synchronized (this) {
            own = registration;
        }
        coordination.listen(reconnected);
        look();
    }

    /** Replaces what this process publishes about itself. */
    public void update(NodeRegistration registration) {
        synchronized (this) {
            own = registration;
        }
        try {
            client.setData().forPath(Znode.node(registration.nid()), Documents.write(registration));
        } catch (KeeperException.NoNodeException e) {
            look();
        } catch (Exception e) {
            throw coordination.failure("updating node " + registration.nid(), e);
        }
    }

    /** The live nodes by nid. */
    public List<NodeRegistration> list() {
        List<NodeRegistration> nodes = new ArrayList<>();
        try {
            for (String child : client.getChildren().forPath(Znode.NODES)) {
                try {
                    nodes.add(Documents.read(
                            client.getData().forPath(Znode.NODES + "/" + child), NodeRegistration.class));
                } catch (KeeperException.NoNodeException e) {
                    log.debug("node {} left while the list was read", child);
                }
            }
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        } catch (Exception e) {
            throw coordination.failure("listing nodes", e);
        }
        nodes.sort(Comparator.comparingInt(NodeRegistration::nid));
        return nodes;
    }

    /** Removes this process from the list. */
    @Override
    public void close() {
        coordination.unlisten(reconnected);
        NodeRegistration registered;
        synchronized (this) {
            registered = own;
            own = null;
        }
        if (registered == null || coordination.state() != SessionState.CONNECTED) {
            return; // the entry goes with the session
        }
        try {
            client.delete().forPath(Znode.node(registered.nid()));
        } catch (KeeperException.NoNodeException e) {
            log.debug("node {} was gone already", registered.nid());
        } catch (Exception e) {
            log.warn("node {} stays listed until its session ends: {}", registered.nid(), e.getMessage());
        }
    }

    private boolean tryCreate(NodeRegistration registration) throws Exception {
        try {
            client.create()
                    .creatingParentsIfNeeded()
                    .withMode(CreateMode.EPHEMERAL)
                    .forPath(Znode.node(registration.nid()), Documents.write(registration));
            return true;
        } catch (KeeperException.NodeExistsException e) {
            return isOurs(client.checkExists().forPath(Znode.node(registration.nid())));
        }
    }

    private boolean isOurs(@Nullable Stat stat) throws Exception {
        return stat != null && coordination.isOurs(stat);
    }

    private OtterException alreadyRunning(int nid) throws Exception {
        NodeRegistration other = Documents.read(client.getData().forPath(Znode.node(nid)), NodeRegistration.class);
        return new OtterException(
                ErrorCode.NID,
                "conf/nid: node " + nid + " is already running at " + other.host() + ":" + other.port() + " since "
                        + Instant.ofEpochMilli(other.startedMillis()) + ".");
    }

    private void sessionChanged(SessionState state) {
        if (state == SessionState.CONNECTED) {
            look();
        }
    }

    /**
     * Looks in the background whether this process is listed, and again whenever that may have changed: with a new session,
     * and when its entry goes, be it that of an earlier session or one that somebody deleted.
     */
    private void look() {
        NodeRegistration registration;
        synchronized (this) {
            registration = own;
        }
        if (registration == null) {
            return;
        }
        try {
            client.checkExists()
                    .usingWatcher(entry)
                    .inBackground((ignored, event) -> looked(registration, event))
                    .forPath(Znode.node(registration.nid()));
        } catch (Exception e) {
            log.warn("whether node {} is listed is not known: {}", registration.nid(), e.getMessage());
        }
    }

    private void entryChanged(WatchedEvent event) {
        if (event.getType() != Watcher.Event.EventType.None) {
            look();
        }
    }

    private void looked(NodeRegistration registration, CuratorEvent event) throws Exception {
        if (event.getResultCode() == KeeperException.Code.NONODE.intValue()) {
            client.create()
                    .creatingParentsIfNeeded()
                    .withMode(CreateMode.EPHEMERAL)
                    .inBackground((ignored, created) -> created(registration, created))
                    .forPath(Znode.node(registration.nid()), Documents.write(registration));
        } else if (event.getResultCode() == KeeperException.Code.OK.intValue() && !isOurs(event.getStat())) {
            log.info(
                    "node {} is still listed by another session, and listed anew once that is over",
                    registration.nid());
        }
    }

    /** Its creation or that of another wakes the watch. */
    private static void created(NodeRegistration registration, CuratorEvent event) {
        log.info("node {} is listed again: {}", registration.nid(), KeeperException.Code.get(event.getResultCode()));
    }
}
