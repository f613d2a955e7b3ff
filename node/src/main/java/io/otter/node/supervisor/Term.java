package io.otter.node.supervisor;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.channel.PauseScope;
import io.otter.arbitrate.channel.PipelineWish;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's term as one pipeline's mainstem, if it has one. Not thread-safe, except for {@link #epoch()}. */
final class Term {
    private static final Logger log = LoggerFactory.getLogger(Term.class);

    private final Coordination coordination;
    private final Mainstem mainstem;
    private final ChannelControl control;
    private final PauseScope scope;
    private final long channelId;
    private final long pipelineId;
    private final int nid;

    private Runnable changed = () -> {};

    /** Null while there is no term, as far as this node knows. */
    private volatile @Nullable TermGuard guard;

    /** What the last run began under. */
    private PipelineWish start;

    Term(Coordination coordination, PauseScope scope, int nid, Clock clock) {
        this.coordination = coordination;
        mainstem = new Mainstem(coordination, clock);
        control = new ChannelControl(coordination, clock);
        this.scope = scope;
        channelId = scope.channelId();
        pipelineId = scope.pipelineId();
        start = ChannelState.STOPPED.of(pipelineId);
        this.nid = nid;
    }

    /** @param changed called on ZooKeeper's thread when {@link #isOver()} may have changed */
    void watch(Runnable changed) {
        this.changed = changed;
    }

    /**
     * Tries to take the term; true if this node has it.
     *
     * @param freed called when another node may have released it
     */
    boolean take(Runnable freed) {
        if (guard == null) {
            mainstem.tryTake(channelId, pipelineId, nid, freed).ifPresent(this::begin);
        }
        return guard != null;
    }

    /** @param changed called when somebody may have taken or released it */
    void watchNext(Runnable changed) {
        mainstem.watch(channelId, pipelineId, changed);
    }

    /** 0 while there is no term. */
    long epoch() {
        TermGuard present = guard;
        return present == null ? 0 : present.epoch();
    }

    /**
     * The epoch of the last term, whoever's it was.
     *
     * @throws OtterException if ZooKeeper does not answer
     */
    long last() {
        return mainstem.lastEpoch(channelId, pipelineId);
    }

    /** The node that takes it. */
    int nid() {
        return nid;
    }

    /**
     * For a new run: binds what it does to the term, and its faults to the present start of the pipeline.
     *
     * @throws OtterException if ZooKeeper does not answer
     */
    TermGuard beginRun() {
        start = control.state(channelId).of(pipelineId);
        return guard();
    }

    private TermGuard guard() {
        TermGuard present = guard;
        if (present == null) {
            throw new IllegalStateException("pipeline id " + pipelineId + " has no term");
        }
        return present;
    }

    /**
     * Whether this node had a term and another has begun or may begin: a state, not a fault.
     *
     * @throws OtterException if ZooKeeper does not answer
     */
    boolean isOver() {
        TermGuard present = guard;
        return present != null && present.isOver(changed);
    }

    /**
     * The target has seen a higher epoch, from before ZooKeeper was wiped and its counter restarted.
     *
     * @throws OtterException with LOAD_FENCED if the term is over
     */
    void raise(long seen) {
        begin(mainstem.raise(channelId, pipelineId, nid, epoch(), seen));
        if (guard == null) {
            throw over();
        }
    }

    /** Publishes that the run has begun to read at this place. */
    void ready(BinlogPosition from) {
        mainstem.ready(channelId, pipelineId, nid, epoch(), from);
    }

    /**
     * Pauses the pipeline for a fault of its last run.
     *
     * @throws OtterException with LOAD_FENCED if the term is over, and with ILLEGAL_MOVE if somebody has stopped the channel
     *     since, also when it was started again
     */
    void pause(String reason) {
        TermGuard present = guard;
        if (present == null) {
            throw over();
        }
        control.pause(scope, reason, "node " + nid, present, start);
    }

    /** The term has ended. */
    void lost() {
        guard = null;
    }

    void release() {
        TermGuard present = guard;
        guard = null;
        if (present != null) {
            try {
                mainstem.release(channelId, pipelineId, present.epoch());
            } catch (OtterException e) {
                log.warn("pipeline id {}: the mainstem stays until our session ends: {}", pipelineId, e.getMessage());
            }
        }
    }

    private OtterException over() {
        return new OtterException(ErrorCode.LOAD_FENCED, "the term of pipeline " + pipelineId + " is over.");
    }

    private void begin(long epoch) {
        TermGuard begun = new TermGuard(coordination, channelId, pipelineId, epoch);
        guard = begun.isOver(changed) ? null : begun;
    }
}
