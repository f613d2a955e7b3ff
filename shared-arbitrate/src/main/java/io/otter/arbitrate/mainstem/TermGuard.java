package io.otter.arbitrate.mainstem;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;

/**
 * Binds changes to a term: they are made in one transaction with the check that the term is not over, so that a node that was
 * away and does not know it yet changes nothing of its successor's. The check is for a znode that only this term has: versions
 * begin anew when ZooKeeper is wiped. Thread-safe.
 */
public final class TermGuard {
    private final Coordination coordination;
    private final CuratorFramework client;
    private final long channelId;
    private final long pipelineId;
    private final long epoch;

    /** One for all looks, so that they do not add up. */
    private final CuratorWatcher watcher = this::mainstemChanged;

    private volatile Runnable changed = () -> {};

    public TermGuard(Coordination coordination, long channelId, long pipelineId, long epoch) {
        this.coordination = coordination;
        client = coordination.client();
        this.channelId = channelId;
        this.pipelineId = pipelineId;
        this.epoch = epoch;
    }

    public long epoch() {
        return epoch;
    }

    /** @throws OtterException if ZooKeeper does not answer */
    public boolean isOver() {
        try {
            return !holds(false);
        } catch (Exception e) {
            throw coordination.failure("reading the term of pipeline " + pipelineId, e);
        }
    }

    /**
     * Likewise, and watches the mainstem.
     *
     * @param next called once on ZooKeeper's thread when this may have changed; replaces an earlier one
     */
    public boolean isOver(Runnable next) {
        changed = next;
        try {
            return !holds(true);
        } catch (Exception e) {
            throw coordination.failure("reading the term of pipeline " + pipelineId, e);
        }
    }

    /**
     * Makes changes, all or none.
     *
     * @throws OtterException with LOAD_FENCED if the term is over
     * @throws KeeperException if a change is not possible; none was made, unless an earlier answer was lost
     */
    public void commit(CuratorOp... changes) throws Exception {
        try {
            client.transaction().forOperations(withChecks(changes));
        } catch (KeeperException.BadVersionException
                | KeeperException.NoNodeException
                | KeeperException.NodeExistsException e) {
            if (!holds(false) || client.checkExists().forPath(term()) == null) {
                throw new OtterException(
                        ErrorCode.LOAD_FENCED,
                        "the term of epoch " + epoch + " of pipeline " + pipelineId + " is over.");
            }
            throw e;
        }
    }

    /** Likewise in the background; the callback learns what became of it. */
    public void commitLater(BackgroundCallback told, CuratorOp... changes) throws Exception {
        client.transaction().inBackground(told).forOperations(withChecks(changes));
    }

    private List<CuratorOp> withChecks(CuratorOp... changes) throws Exception {
        List<CuratorOp> all = new ArrayList<>();
        all.add(client.transactionOp().check().forPath(term()));
        all.add(client.transactionOp().check().forPath(Znode.mainstem(channelId, pipelineId)));
        all.addAll(List.of(changes));
        return all;
    }

    private String term() {
        return Znode.term(channelId, pipelineId, epoch);
    }

    private boolean holds(boolean watching) throws Exception {
        String path = Znode.mainstem(channelId, pipelineId);
        try {
            byte[] bytes = watching
                    ? client.getData().usingWatcher(watcher).forPath(path)
                    : client.getData().forPath(path);
            return Documents.read(bytes, MainstemState.class).epoch() == epoch;
        } catch (KeeperException.NoNodeException e) {
            return false;
        }
    }

    private void mainstemChanged(WatchedEvent event) {
        if (event.getType() != Watcher.Event.EventType.None) {
            changed.run();
        }
    }
}
