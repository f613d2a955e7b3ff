package io.otter.arbitrate.mainstem;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects the one node that selects for a pipeline. A term ends with its ephemeral znode; its epoch comes from a
 * persistent counter and only grows. All state is in ZooKeeper. Thread-safe.
 */
public final class Mainstem {
    private static final Logger log = LoggerFactory.getLogger(Mainstem.class);

    private static final long NONE = -1;

    /** The counter of a pipeline that has none begins with the milliseconds since then. */
    private static final long FIRST_MILLIS = 1_735_689_600_000L; // 2025-01-01T00:00:00Z

    private final Coordination coordination;
    private final CuratorFramework client;
    private final Clock clock;

    public Mainstem(Coordination coordination, Clock clock) {
        this.coordination = coordination;
        client = coordination.client();
        this.clock = clock;
    }

    /**
     * Tries once to become the mainstem. A znode that an earlier term of this session could not delete is replaced: no
     * other node can create its own while the session lives.
     *
     * @param vacant called on ZooKeeper's thread when another node may have released it
     * @return the new term's epoch, or empty if another node is the mainstem
     */
    public Optional<Long> tryTake(long channelId, long pipelineId, int nid, Runnable vacant) {
        String path = Znode.mainstem(channelId, pipelineId);
        long tried = NONE;
        try {
            while (true) {
                Counter counter =
                        counter(channelId, pipelineId); // first, so that a term that begins meanwhile is noticed
                Stat present = client.checkExists()
                        .usingWatcher((CuratorWatcher) event -> vacant.run())
                        .forPath(path);
                if (present != null && !coordination.isOurs(present)) {
                    return Optional.empty();
                }
                if (present != null && tried != NONE && epochOf(path) == tried) {
                    return Optional.of(taken(pipelineId, nid, tried)); // the answer to that try was lost
                }
                tried = counter.epoch() + 1;
                byte[] state = Documents.write(MainstemState.taken(nid, tried, clock.millis()));
                try {
                    List<CuratorOp> changes = new ArrayList<>();
                    changes.add(counter.to(tried));
                    for (String over : terms(channelId, pipelineId)) {
                        changes.add(client.transactionOp().delete().forPath(over));
                    }
                    if (present != null) { // made anew: meanwhile it may be another session's
                        changes.add(client.transactionOp()
                                .delete()
                                .withVersion(present.getVersion())
                                .forPath(path));
                    }
                    changes.add(create(Znode.term(channelId, pipelineId, tried), new byte[0]));
                    changes.add(create(path, state));
                    client.transaction().forOperations(changes);
                    return Optional.of(taken(pipelineId, nid, tried));
                } catch (KeeperException.BadVersionException
                        | KeeperException.NoNodeException
                        | KeeperException.NodeExistsException e) {
                    log.debug("pipeline {}: somebody was faster, or an answer was lost: {}", pipelineId, e.code());
                }
            }
        } catch (Exception e) {
            throw coordination.failure("taking the mainstem of pipeline " + pipelineId, e);
        }
    }

    /** @param changed called once on ZooKeeper's thread when somebody becomes the mainstem, or nobody is it any more */
    public void watch(long channelId, long pipelineId, Runnable changed) {
        try {
            client.checkExists()
                    .usingWatcher((CuratorWatcher) event -> changed.run())
                    .forPath(Znode.mainstem(channelId, pipelineId));
        } catch (Exception e) {
            throw coordination.failure("watching the mainstem of pipeline " + pipelineId, e);
        }
    }

    /**
     * Raises the term's epoch above one recorded at a target: the counter restarts when ZooKeeper is wiped.
     *
     * @param epoch of the term so far
     * @return the raised epoch
     * @throws OtterException with LOAD_FENCED if the term is over
     */
    public long raise(long channelId, long pipelineId, int nid, long epoch, long above) {
        String path = Znode.mainstem(channelId, pipelineId);
        long raised = Math.max(epoch, above) + 1;
        byte[] state = Documents.write(MainstemState.taken(nid, raised, clock.millis()));
        try {
            new TermGuard(coordination, channelId, pipelineId, epoch)
                    .commit(
                            client.transactionOp().setData().forPath(Znode.epoch(channelId, pipelineId), bytes(raised)),
                            client.transactionOp().setData().forPath(path, state),
                            create(Znode.term(channelId, pipelineId, raised), new byte[0]),
                            client.transactionOp().delete().forPath(Znode.term(channelId, pipelineId, epoch)));
            return raised;
        } catch (OtterException e) {
            if (isOurs(path, raised)) {
                return raised; // the answer to the first try was lost
            }
            throw e;
        } catch (Exception e) {
            throw coordination.failure("raising the epoch of pipeline " + pipelineId, e);
        }
    }

    /**
     * Publishes that the term's run has begun and its start position is stored.
     *
     * @param from where it began to read; null if that is not to be shown
     * @throws OtterException with LOAD_FENCED if the term is over
     */
    public void ready(long channelId, long pipelineId, int nid, long epoch, @Nullable BinlogPosition from) {
        byte[] state = Documents.write(new MainstemState(nid, epoch, true, clock.millis(), from));
        try {
            new TermGuard(coordination, channelId, pipelineId, epoch)
                    .commit(client.transactionOp().setData().forPath(Znode.mainstem(channelId, pipelineId), state));
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("marking the mainstem of pipeline " + pipelineId, e);
        }
    }

    /** Likewise, without the place. */
    public void ready(long channelId, long pipelineId, int nid, long epoch) {
        ready(channelId, pipelineId, nid, epoch, null);
    }

    /**
     * Releases the mainstem if it is still held by the term of this epoch; without ZooKeeper, as soon as that answers again
     * within the session.
     */
    public void release(long channelId, long pipelineId, long epoch) {
        if (coordination.state() != SessionState.CONNECTED) {
            releaseLater(channelId, pipelineId, epoch);
            return;
        }
        try {
            new TermGuard(coordination, channelId, pipelineId, epoch)
                    .commit(
                            client.transactionOp().delete().forPath(Znode.mainstem(channelId, pipelineId)),
                            client.transactionOp().delete().forPath(Znode.term(channelId, pipelineId, epoch)));
            log.info("pipeline {}: epoch {} released the mainstem", pipelineId, epoch);
        } catch (OtterException e) {
            log.debug("pipeline {}: the term of epoch {} is over already", pipelineId, epoch);
        } catch (Exception e) {
            OtterException failure = coordination.failure("releasing the mainstem of pipeline " + pipelineId, e);
            if (!failure.code().isTransient()) {
                throw failure;
            }
            releaseLater(channelId, pipelineId, epoch);
        }
    }

    private void releaseLater(long channelId, long pipelineId, long epoch) {
        log.info("pipeline {}: epoch {} is released when ZooKeeper answers", pipelineId, epoch);
        coordination.onceConnected(() -> release(channelId, pipelineId, epoch));
    }

    /** The epoch of the last term, 0 when there was none. */
    public long lastEpoch(long channelId, long pipelineId) {
        try {
            byte[] bytes = client.getData().forPath(Znode.epoch(channelId, pipelineId));
            return Long.parseLong(new String(bytes, StandardCharsets.US_ASCII));
        } catch (KeeperException.NoNodeException e) {
            return 0;
        } catch (Exception e) {
            throw coordination.failure("reading the last epoch of pipeline " + pipelineId, e);
        }
    }

    /** The current mainstem; empty when there is none. */
    public Optional<MainstemState> state(long channelId, long pipelineId) {
        try {
            byte[] bytes = client.getData().forPath(Znode.mainstem(channelId, pipelineId));
            return Optional.of(Documents.read(bytes, MainstemState.class));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        } catch (Exception e) {
            throw coordination.failure("reading the mainstem of pipeline " + pipelineId, e);
        }
    }

    private static long taken(long pipelineId, int nid, long epoch) {
        log.info("pipeline {}: node {} is the mainstem, epoch {}", pipelineId, nid, epoch);
        return epoch;
    }

    /** Another node's term may have the same epoch as one that we tried in vain to begin. */
    private boolean isOurs(String path, long epoch) {
        try {
            Stat stat = new Stat();
            byte[] bytes = client.getData().storingStatIn(stat).forPath(path);
            return coordination.isOurs(stat)
                    && Documents.read(bytes, MainstemState.class).epoch() == epoch;
        } catch (KeeperException.NoNodeException e) {
            return false;
        } catch (Exception e) {
            throw coordination.failure("reading the mainstem at " + path, e);
        }
    }

    private long epochOf(String path) throws Exception {
        try {
            return Documents.read(client.getData().forPath(path), MainstemState.class)
                    .epoch();
        } catch (KeeperException.NoNodeException e) {
            return NONE;
        }
    }

    /**
     * Of the terms so far; made when there is none. One that is made anew, because ZooKeeper was wiped, begins above the one
     * before, as terms last longer than a millisecond: an owner of before has no successor's epoch, which would open the fence at
     * the target to both.
     */
    private Counter counter(long channelId, long pipelineId) throws Exception {
        String path = Znode.epoch(channelId, pipelineId);
        while (true) {
            Stat stat = new Stat();
            try {
                byte[] bytes = client.getData().storingStatIn(stat).forPath(path);
                return new Counter(path, Long.parseLong(new String(bytes, StandardCharsets.US_ASCII)), stat);
            } catch (KeeperException.NoNodeException e) {
                begin(path);
            }
        }
    }

    /** What is left of terms that are over: of our own session, or because somebody has deleted the mainstem. */
    private List<String> terms(long channelId, long pipelineId) throws Exception {
        String parent = Znode.pipeline(channelId, pipelineId);
        return client.getChildren().forPath(parent).stream()
                .filter(Znode::isTerm)
                .map(name -> parent + "/" + name)
                .toList();
    }

    private CuratorOp create(String ephemeral, byte[] data) throws Exception {
        return client.transactionOp().create().withMode(CreateMode.EPHEMERAL).forPath(ephemeral, data);
    }

    private void begin(String path) throws Exception {
        try {
            long first = Math.max(0, clock.millis() - FIRST_MILLIS);
            client.create().creatingParentsIfNeeded().forPath(path, bytes(first));
        } catch (KeeperException.NodeExistsException e) {
            log.debug("{} was made by another contender", path);
        }
    }

    private static byte[] bytes(long epoch) {
        return Long.toString(epoch).getBytes(StandardCharsets.US_ASCII);
    }

    private final class Counter {
        private final String path;
        private final long epoch;
        private final Stat stat;

        Counter(String path, long epoch, Stat stat) {
            this.path = path;
            this.epoch = epoch;
            this.stat = stat;
        }

        long epoch() {
            return epoch;
        }

        CuratorOp to(long next) throws Exception {
            return client.transactionOp()
                    .setData()
                    .withVersion(stat.getVersion())
                    .forPath(path, bytes(next));
        }
    }
}
