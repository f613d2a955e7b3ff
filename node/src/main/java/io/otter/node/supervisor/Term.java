package io.otter.node.supervisor;

import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.common.error.OtterException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's term as one pipeline's mainstem, if it has one. Not thread-safe, except for {@link #epoch()}. */
final class Term {
    private static final Logger log = LoggerFactory.getLogger(Term.class);

    private final Mainstem mainstem;
    private final long channelId;
    private final long pipelineId;
    private final int nid;

    /** 0 while there is no term. */
    private volatile long epoch;

    Term(Mainstem mainstem, long channelId, long pipelineId, int nid) {
        this.mainstem = mainstem;
        this.channelId = channelId;
        this.pipelineId = pipelineId;
        this.nid = nid;
    }

    /**
     * Tries to take the term; true if this node has it.
     *
     * @param freed called when another node may have released it
     */
    boolean take(Runnable freed) {
        if (epoch == 0) {
            Optional<Long> taken = mainstem.tryTake(channelId, pipelineId, nid, freed);
            epoch = taken.orElse(0L);
        }
        return epoch > 0;
    }

    long epoch() {
        return epoch;
    }

    boolean is(long other) {
        return epoch == other;
    }

    /** The target has seen a higher epoch, from before ZooKeeper was wiped and its counter restarted. */
    void raise(long seen) {
        epoch = mainstem.raise(channelId, pipelineId, nid, seen);
    }

    /** Publishes that the run has begun. */
    void ready() {
        mainstem.ready(channelId, pipelineId, nid, epoch);
    }

    /** The term has ended with the session. */
    void lost() {
        epoch = 0;
    }

    void release() {
        if (epoch > 0) {
            try {
                mainstem.release(channelId, pipelineId, epoch);
            } catch (OtterException e) {
                log.warn("pipeline id {}: the mainstem stays until our session ends: {}", pipelineId, e.getMessage());
            }
            epoch = 0;
        }
    }
}
