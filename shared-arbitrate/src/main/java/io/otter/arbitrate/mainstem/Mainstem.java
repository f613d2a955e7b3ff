package io.otter.arbitrate.mainstem;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.Znode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects the one node that selects for a pipeline. A term ends with its ephemeral znode; its epoch comes from a
 * persistent counter and only grows. All state is in ZooKeeper. Thread-safe.
 */
public final class Mainstem {
    private static final Logger log = LoggerFactory.getLogger(Mainstem.class);

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
        try {
            Stat present = client.checkExists()
                    .usingWatcher((CuratorWatcher) event -> vacant.run())
                    .forPath(path);
            if (present != null && !isOurs(present)) {
                return Optional.empty();
            }
            long epoch = nextEpoch(channelId, pipelineId, 0);
            MainstemState state = new MainstemState(nid, epoch, false, clock.millis());
            try {
                if (present == null) {
                    client.create()
                            .creatingParentsIfNeeded()
                            .withMode(CreateMode.EPHEMERAL)
                            .forPath(path, Documents.write(state));
                } else {
                    write(channelId, pipelineId, state);
                }
            } catch (KeeperException.NodeExistsException e) {
                // It is ours if the answer to a first attempt was lost.
                Stat created = client.checkExists().forPath(path);
                if (created == null || !isOurs(created)) {
                    return Optional.empty();
                }
                write(channelId, pipelineId, state);
            }
            log.info("pipeline {}: node {} is the mainstem, epoch {}", pipelineId, nid, epoch);
            return Optional.of(epoch);
        } catch (Exception e) {
            throw coordination.failure("taking the mainstem of pipeline " + pipelineId, e);
        }
    }

    /**
     * Raises the term's epoch above one recorded at a target: the counter restarts when ZooKeeper is wiped.
     *
     * @return the raised epoch
     */
    public long raise(long channelId, long pipelineId, int nid, long above) {
        try {
            long epoch = nextEpoch(channelId, pipelineId, above);
            write(channelId, pipelineId, new MainstemState(nid, epoch, false, clock.millis()));
            return epoch;
        } catch (Exception e) {
            throw coordination.failure("raising the epoch of pipeline " + pipelineId, e);
        }
    }

    /** Publishes that the term's run has begun and its start position is stored. */
    public void ready(long channelId, long pipelineId, int nid, long epoch) {
        try {
            write(channelId, pipelineId, new MainstemState(nid, epoch, true, clock.millis()));
        } catch (Exception e) {
            throw coordination.failure("marking the mainstem of pipeline " + pipelineId, e);
        }
    }

    /** Releases the mainstem if it is still held by the term of this epoch. */
    public void release(long channelId, long pipelineId, long epoch) {
        String path = Znode.mainstem(channelId, pipelineId);
        try {
            Stat stat = new Stat();
            byte[] bytes = client.getData().storingStatIn(stat).forPath(path);
            if (Documents.read(bytes, MainstemState.class).epoch() == epoch) {
                client.delete().withVersion(stat.getVersion()).forPath(path);
                log.info("pipeline {}: epoch {} released the mainstem", pipelineId, epoch);
            }
        } catch (KeeperException.NoNodeException | KeeperException.BadVersionException e) {
            log.debug("pipeline {}: the term of epoch {} is over already", pipelineId, epoch);
        } catch (Exception e) {
            throw coordination.failure("releasing the mainstem of pipeline " + pipelineId, e);
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

    private void write(long channelId, long pipelineId, MainstemState state) throws Exception {
        String path = Znode.mainstem(channelId, pipelineId);
        Stat stat = client.checkExists().forPath(path);
        if (stat == null || !isOurs(stat)) {
            throw new KeeperException.NoNodeException(path);
        }
        client.setData().withVersion(stat.getVersion()).forPath(path, Documents.write(state));
    }

    private boolean isOurs(Stat stat) throws Exception {
        return stat.getEphemeralOwner()
                == client.getZookeeperClient().getZooKeeper().getSessionId();
    }

    private long nextEpoch(long channelId, long pipelineId, long above) throws Exception {
        String path = Znode.epoch(channelId, pipelineId);
        while (true) {
            Stat stat = new Stat();
            try {
                byte[] bytes = client.getData().storingStatIn(stat).forPath(path);
                long epoch = Math.max(Long.parseLong(new String(bytes, StandardCharsets.US_ASCII)), above) + 1;
                client.setData().withVersion(stat.getVersion()).forPath(path, bytes(epoch));
                return epoch;
            } catch (KeeperException.BadVersionException e) {
                continue; // another contender was faster: try again
            } catch (KeeperException.NoNodeException e) {
                create(path, above);
            }
        }
    }

    private void create(String path, long epoch) throws Exception {
        try {
            client.create().creatingParentsIfNeeded().forPath(path, bytes(epoch));
        } catch (KeeperException.NodeExistsException e) {
            log.debug("{} was made by another contender", path);
        }
    }

    private static byte[] bytes(long epoch) {
        return Long.toString(epoch).getBytes(StandardCharsets.US_ASCII);
    }
}
