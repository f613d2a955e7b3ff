package io.otter.arbitrate.channel;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.arbitrate.state.Transitions;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelStatus;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, pauses and stops channels: the desired state, of a whole channel and of each pipeline. Thread-safe. */
public final class ChannelControl {
    private static final Logger log = LoggerFactory.getLogger(ChannelControl.class);

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
     * Changes a channel's desired state; does nothing if it is already in that state. A start also starts what faults have
     * paused of a started channel.
     *
     * @return the state after the change
     * @throws OtterException with {@link ErrorCode#ILLEGAL_MOVE} if the transition is not allowed
     */
    public ChannelState move(long channelId, ChannelStatus to, String reason, String by) {
        return change(
                channelId,
                null,
                from -> {
                    if (from.status() != to) {
                        Transitions.CHANNEL.check(from.status(), to, "channel " + channelId, reason + " by " + by);
                        return new ChannelState(
                                to,
                                reason,
                                by,
                                clock.millis(),
                                to == ChannelStatus.PAUSE ? from.pipelines() : Map.of());
                    }
                    return to == ChannelStatus.START && !from.isWhollyStarted()
                            ? from.resumed(by, clock.millis())
                            : from;
                },
                "by " + by + (reason.isEmpty() ? "" : ": " + reason));
    }

    /**
     * Starts what faults have paused, unless anybody has changed the channel's state since.
     *
     * @param seen the state that it was decided upon
     * @return the state after that; empty if it was another one
     */
    public Optional<ChannelState> resume(long channelId, ChannelState seen, String by) {
        long now = clock.millis();
        ChannelState resumed = seen.status() == ChannelStatus.START
                ? seen.resumed(by, now)
                : new ChannelState(ChannelStatus.START, "", by, now);
        ChannelState after = change(channelId, null, from -> from.equals(seen) ? resumed : from, "by " + by);
        return Optional.of(after).filter(resumed::equals);
    }

    /**
     * Pauses a pipeline for a fault of its own; does nothing if it is paused already. A channel none of whose pipelines is to
     * run any more is paused itself.
     *
     * @param scope what is paused with it
     * @param term of the pipeline's mainstem
     * @param start that the fault happened under: whoever has started the pipeline again since has not seen it
     * @throws OtterException with LOAD_FENCED if the term is over, and with {@link ErrorCode#ILLEGAL_MOVE} if the channel
     *     is stopped, or the pipeline was started again
     */
    public ChannelState pause(PauseScope scope, String reason, String by, TermGuard term, PipelineWish start) {
        return change(
                scope.channelId(),
                term,
                from -> {
                    PipelineWish present = from.of(scope.pipelineId());
                    if (present.status() == ChannelStatus.PAUSE) {
                        return from;
                    }
                    String what = "pipeline id " + scope.pipelineId() + " of channel " + scope.channelId();
                    Transitions.CHANNEL.check(present.status(), ChannelStatus.PAUSE, what, reason);
                    if (!present.equals(start)) {
                        throw new OtterException(
                                ErrorCode.ILLEGAL_MOVE, what + " was started again since, by " + present.by() + ".");
                    }
                    PipelineWish paused = new PipelineWish(ChannelStatus.PAUSE, reason, by, clock.millis());
                    ChannelState next = from.with(scope.pipelineId(), paused);
                    return scope.isAll(next)
                            ? new ChannelState(
                                    ChannelStatus.PAUSE, next.why(), by, paused.sinceMillis(), next.pipelines())
                            : next;
                },
                "pipeline id " + scope.pipelineId() + " paused by " + by + ": " + reason);
    }

    /** @param next returns what it was given to leave it as it is */
    private ChannelState change(
            long channelId, @Nullable TermGuard term, UnaryOperator<ChannelState> next, String cause) {
        String path = Znode.channel(channelId);
        try {
            while (true) {
                Stat stat = new Stat();
                ChannelState from = read(channelId, stat);
                ChannelState to = next.apply(from);
                if (to.equals(from)) {
                    return from;
                }
                byte[] document = coordination.commands().write(path, to);
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
                log.info("channel {}: {} -> {}: {}", channelId, from.status(), to.status(), cause);
                return to;
            }
        } catch (OtterException e) {
            throw e;
        } catch (Exception e) {
            throw coordination.failure("changing the state of channel " + channelId, e);
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
