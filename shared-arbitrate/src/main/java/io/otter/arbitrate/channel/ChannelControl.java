package io.otter.arbitrate.channel;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, pauses and stops channels: the state machine of the desired state. Thread-safe. */
public final class ChannelControl {
    private static final Logger log = LoggerFactory.getLogger(ChannelControl.class);
    private static final Map<ChannelStatus, Set<ChannelStatus>> MOVES = Map.of(
            ChannelStatus.STOP, Set.of(ChannelStatus.START),
            ChannelStatus.START, Set.of(ChannelStatus.PAUSE, ChannelStatus.STOP),
            ChannelStatus.PAUSE, Set.of(ChannelStatus.START, ChannelStatus.STOP));

    private final Coordination coordination;
    private final CuratorFramework client;
    private final Clock clock;

    public ChannelControl(Coordination coordination, Clock clock) {
        this.coordination = coordination;
        client = coordination.client();
        this.clock = clock;
    }

    public ChannelState state(long channelId) {
        try {
            return read(channelId, new Stat());
        } catch (Exception e) {
            throw coordination.failure("reading the state of channel " + channelId, e);
        }
    }

    /** Likewise; empty if it was never started, or ZooKeeper has lost its state or has one that is not obeyed. */
    public Optional<ChannelState> find(long channelId) {
        try {
            return find(channelId, new Stat());
        } catch (Exception e) {
            throw coordination.failure("reading the state of channel " + channelId, e);
        }
    }

    /** Sets the state of a channel that has none. @return whether it had none */
    public boolean restore(long channelId, ChannelState lost) {
        String path = Znode.channel(channelId);
        Stat stat = new Stat();
        try {
            if (find(channelId, stat).isPresent()) {
                return false;
            }
            if (stat.getCzxid() == 0) {
                client.create()
                        .creatingParentsIfNeeded()
                        .forPath(path, coordination.commands().write(path, lost));
            } else {
                client.setData()
                        .withVersion(stat.getVersion())
                        .forPath(path, coordination.commands().write(path, lost));
            }
            return true;
        } catch (KeeperException.BadVersionException
                | KeeperException.NodeExistsException
                | KeeperException.NoNodeException e) {
            return false; // somebody was faster
        } catch (Exception e) {
            throw coordination.failure("restoring the state of channel " + channelId, e);
        }
    }

    /**
     * Changes a channel's desired state; does nothing if it is already in that state.
     *
     * @return the state after the change
     * @throws OtterException with {@link ErrorCode#ILLEGAL_MOVE} if the transition is not allowed
     */
    public ChannelState move(long channelId, ChannelStatus to, String reason, String by) {
        return move(channelId, to, reason, by, null);
    }

    /**
     * Pauses a channel on behalf of one of its pipelines; does nothing unless it is started.
     *
     * @param term of the pipeline's mainstem
     * @throws OtterException with LOAD_FENCED if the term is over, and with {@link ErrorCode#ILLEGAL_MOVE} if the channel
     *     is stopped
     */
    public ChannelState pause(long channelId, String reason, String by, TermGuard term) {
        return move(channelId, ChannelStatus.PAUSE, reason, by, term);
    }

    private ChannelState move(long channelId, ChannelStatus to, String reason, String by, @Nullable TermGuard term) {
        String path = Znode.channel(channelId);
        try {
            while (true) {
                Stat stat = new Stat();
                ChannelState from = read(channelId, stat);
                if (from.status() == to) {
                    return from;
                }
                if (!MOVES.getOrDefault(from.status(), Set.of()).contains(to)) {
                    throw new OtterException(
                            ErrorCode.ILLEGAL_MOVE,
                            "channel " + channelId + " is " + from.status() + " and cannot go to " + to + ".");
                }
                ChannelState next = new ChannelState(to, reason, by, clock.millis());
                byte[] document = coordination.commands().write(path, next);
                try {
                    if (term != null) {
                        term.commit(client.transactionOp()
                                .setData()
                                .withVersion(stat.getVersion())
                                .forPath(path, document));
                    } else if (stat.getCzxid() == 0) {
                        client.create().creatingParentsIfNeeded().forPath(path, document);
                    } else {
                        client.setData().withVersion(stat.getVersion()).forPath(path, document);
                    }
                } catch (KeeperException.BadVersionException
                        | KeeperException.NodeExistsException
                        | KeeperException.NoNodeException e) {
                    continue; // changed by someone else meanwhile: try again
                }
                log.info("channel {}: {} -> {} by {}: {}", channelId, from.status(), to, by, reason);
                return next;
            }
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("moving channel " + channelId + " to " + to, e);
        }
    }

    /** Removes a channel's whole branch from the tree. */
    public void remove(long channelId) {
        try {
            client.delete().quietly().deletingChildrenIfNeeded().forPath(Znode.channel(channelId));
        } catch (Exception e) {
            throw coordination.failure("removing channel " + channelId, e);
        }
    }

    private ChannelState read(long channelId, Stat stat) throws Exception {
        return find(channelId, stat).orElse(ChannelState.STOPPED);
    }

    /** @param stat receives the znode's stat; its czxid stays 0 if there is none */
    private Optional<ChannelState> find(long channelId, Stat stat) throws Exception {
        try {
            byte[] bytes = client.getData().storingStatIn(stat).forPath(Znode.channel(channelId));
            // A parent created only for its children holds no state.
            return bytes.length == 0 || bytes[0] != '{'
                    ? Optional.empty()
                    : coordination.commands().read(Znode.channel(channelId), bytes, ChannelState.class);
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        }
    }
}
