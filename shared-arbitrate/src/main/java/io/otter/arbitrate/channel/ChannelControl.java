package io.otter.arbitrate.channel;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Documents;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
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

    /**
     * Changes a channel's desired state; does nothing if it is already in that state.
     *
     * @return the state after the change
     * @throws OtterException with {@link ErrorCode#ILLEGAL_MOVE} if the transition is not allowed
     */
    public ChannelState move(long channelId, ChannelStatus to, String reason, String by) {
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
                try {
                    if (stat.getCzxid() == 0) {
                        client.create().creatingParentsIfNeeded().forPath(path, Documents.write(next));
                    } else {
                        client.setData().withVersion(stat.getVersion()).forPath(path, Documents.write(next));
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

    /** @param stat receives the znode's stat; its czxid stays 0 if there is none */
    private ChannelState read(long channelId, Stat stat) throws Exception {
        try {
            byte[] bytes = client.getData().storingStatIn(stat).forPath(Znode.channel(channelId));
            // A parent created only for its children holds no state.
            return bytes.length == 0 || bytes[0] != '{'
                    ? ChannelState.STOPPED
                    : Documents.read(bytes, ChannelState.class);
        } catch (KeeperException.NoNodeException e) {
            return ChannelState.STOPPED;
        }
    }
}
