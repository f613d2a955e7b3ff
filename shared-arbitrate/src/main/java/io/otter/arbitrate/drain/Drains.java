package io.otter.arbitrate.drain;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drained nodes. A node stays drained until a user ends it; nodes watch this and comply. Thread-safe. */
public final class Drains {
    private static final Logger log = LoggerFactory.getLogger(Drains.class);

    private final Coordination coordination;
    private final CuratorFramework client;
    private final Clock clock;

    public Drains(Coordination coordination, Clock clock) {
        this.coordination = coordination;
        client = coordination.client();
        this.clock = clock;
    }

    /**
     * Drains a node; does nothing if it is drained already.
     *
     * @return whether this changed anything
     */
    public boolean drain(int nid, String by) {
        try {
            client.create()
                    .creatingParentsIfNeeded()
                    .forPath(
                            Znode.drain(nid),
                            coordination.commands().write(Znode.drain(nid), new Drain(by, clock.millis())));
            log.info("node {} is drained by {}", nid, by);
            return true;
        } catch (KeeperException.NodeExistsException e) {
            return false;
        } catch (Exception e) {
            throw coordination.failure("draining node " + nid, e);
        }
    }

    /** Drains a node as it was before ZooKeeper lost it; does nothing if it is drained. */
    public void restore(int nid, Drain lost) {
        try {
            client.create()
                    .creatingParentsIfNeeded()
                    .forPath(Znode.drain(nid), coordination.commands().write(Znode.drain(nid), lost));
            log.warn("ZooKeeper had lost that node {} is drained", nid);
        } catch (KeeperException.NodeExistsException e) {
            log.debug("node {} is drained", nid);
        } catch (Exception e) {
            throw coordination.failure("draining node " + nid, e);
        }
    }

    /**
     * Lets a node take work again.
     *
     * @return whether this changed anything
     */
    public boolean end(int nid) {
        try {
            client.delete().forPath(Znode.drain(nid));
            log.info("node {} is no longer drained", nid);
            return true;
        } catch (KeeperException.NoNodeException e) {
            return false;
        } catch (Exception e) {
            throw coordination.failure("ending the drain of node " + nid, e);
        }
    }

    /** The drained nodes by nid. */
    public Map<Integer, Drain> list() {
        Map<Integer, Drain> drained = new TreeMap<>();
        try {
            for (String nid : client.getChildren().forPath(Znode.DRAINS)) {
                try {
                    String path = Znode.DRAINS + "/" + nid;
                    coordination
                            .commands()
                            .read(path, client.getData().forPath(path), Drain.class)
                            .ifPresent(drain -> drained.put(Integer.valueOf(nid), drain));
                } catch (KeeperException.NoNodeException e) {
                    log.debug("the drain of node {} ended while the list was read", nid);
                }
            }
        } catch (KeeperException.NoNodeException e) {
            return Map.of();
        } catch (Exception e) {
            throw coordination.failure("listing the drained nodes", e);
        }
        return drained;
    }
}
