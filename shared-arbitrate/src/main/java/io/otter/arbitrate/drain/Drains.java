package io.otter.arbitrate.drain;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
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
        return drain(nid, by, present -> {});
    }

    /**
     * Likewise.
     *
     * @param seen is told when and by whom it is drained, null if it is not, and may refuse by an exception; nobody else drains
     *     a node or ends a drain between that and the change
     */
    public boolean drain(int nid, String by, Consumer<@Nullable Drain> seen) {
        Drain wanted = new Drain(by, clock.millis());
        byte[] content = coordination.commands().write(Znode.drain(nid), wanted);
        Change change = new Change(
                client -> client.transactionOp().create().forPath(Znode.drain(nid), content),
                KeeperException.Code.NODEEXISTS,
                wanted::equals);
        boolean changed = change(nid, "draining node " + nid, change, seen);
        if (changed) {
            log.info("node {} is drained by {}", nid, by);
        }
        return changed;
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
        return end(nid, present -> {});
    }

    /** Likewise; {@code seen} as in {@link #drain(int, String, Consumer)}. */
    public boolean end(int nid, Consumer<@Nullable Drain> seen) {
        Change change = new Change(
                client -> client.transactionOp().delete().forPath(Znode.drain(nid)),
                KeeperException.Code.NONODE,
                Objects::isNull);
        boolean changed = change(nid, "ending the drain of node " + nid, change, seen);
        if (changed) {
            log.info("node {} is no longer drained", nid);
        }
        return changed;
    }

    /**
     * @param nothing what ZooKeeper says if there is nothing to change
     * @param made whether it is there already, as after an answer that was lost
     */
    private record Change(Part part, KeeperException.Code nothing, Predicate<@Nullable Drain> made) {}

    private interface Part {
        CuratorOp of(CuratorFramework client) throws Exception;
    }

    /** Each change writes the list's node as well, so that its version tells of changes by others. */
    private boolean change(int nid, String what, Change change, Consumer<@Nullable Drain> seen) {
        for (boolean again = false; ; again = true) {
            int version = version(what);
            Drain present = list().get(nid);
            if (again && change.made.test(present)) {
                return true;
            }
            seen.accept(present);
            try {
                client.transaction()
                        .forOperations(
                                client.transactionOp()
                                        .setData()
                                        .withVersion(version)
                                        .forPath(Znode.DRAINS, new byte[0]),
                                change.part.of(client));
                return true;
            } catch (KeeperException.BadVersionException e) {
                log.debug("somebody else drained a node meanwhile: {} again", what);
            } catch (KeeperException e) {
                if (e.code() == change.nothing) {
                    return false;
                }
                throw coordination.failure(what, e);
            } catch (Exception e) {
                throw coordination.failure(what, e);
            }
        }
    }

    /** Of the node that holds the list, which is made if it is not there. */
    private int version(String what) {
        try {
            Stat stat = client.checkExists().forPath(Znode.DRAINS);
            if (stat != null) {
                return stat.getVersion();
            }
            client.create().creatingParentsIfNeeded().forPath(Znode.DRAINS, new byte[0]);
            return 0;
        } catch (KeeperException.NodeExistsException e) {
            return 0; // if it has been written since, too, the change is refused and tried again
        } catch (Exception e) {
            throw coordination.failure(what, e);
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
