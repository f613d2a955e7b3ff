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
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
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

    @GuardedBy("this")
    private @Nullable NodeRegistration own;

    @GuardedBy("this")
    private boolean lost;

    public NodeRegistry(Coordination coordination) {
        this.coordination = coordination;
        client = coordination.client();
    }

    /**
     * Registers this process, and again after each lost session until {@link #close()}. Waits for the entry of a killed
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
                        .usingWatcher((org.apache.curator.framework.api.CuratorWatcher) event -> gone.countDown())
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
    }

    /** Replaces what this process publishes about itself. */
    public void update(NodeRegistration registration) {
        synchronized (this) {
            own = registration;
        }
        try {
            client.setData().forPath(Znode.node(registration.nid()), Documents.write(registration));
        } catch (KeeperException.NoNodeException e) {
            log.info("node {} is not registered; it registers again with the next session", registration.nid());
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
        if (registered == null) {
            return;
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
            Stat stat = client.checkExists().forPath(Znode.node(registration.nid()));
            return stat != null
                    && stat.getEphemeralOwner()
                            == client.getZookeeperClient().getZooKeeper().getSessionId();
        }
    }

    private OtterException alreadyRunning(int nid) throws Exception {
        NodeRegistration other = Documents.read(client.getData().forPath(Znode.node(nid)), NodeRegistration.class);
        return new OtterException(
                ErrorCode.NID,
                "conf/nid: node " + nid + " is already running at " + other.host() + ":" + other.port() + " since "
                        + Instant.ofEpochMilli(other.startedMillis()) + ".");
    }

    private void sessionChanged(SessionState state) {
        NodeRegistration registration;
        synchronized (this) {
            lost |= state == SessionState.LOST;
            if (state != SessionState.CONNECTED || !lost || own == null) {
                return;
            }
            lost = false;
            registration = own;
        }
        try {
            client.create()
                    .creatingParentsIfNeeded()
                    .withMode(CreateMode.EPHEMERAL)
                    .inBackground((ignored, event) -> log.info(
                            "node {} registered again: {}",
                            registration.nid(),
                            KeeperException.Code.get(event.getResultCode())))
                    .forPath(Znode.node(registration.nid()), Documents.write(registration));
        } catch (Exception e) {
            log.warn("node {} cannot be registered again: {}", registration.nid(), e.getMessage());
        }
    }
}
