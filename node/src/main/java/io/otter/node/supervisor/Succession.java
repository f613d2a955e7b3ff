package io.otter.node.supervisor;

import io.otter.arbitrate.mainstem.Switch;
import io.otter.arbitrate.mainstem.Switches;
import java.time.Duration;
import java.util.Optional;

/** Keeps a term for the node that a user has named. On the supervisor's thread. */
final class Succession {
    /** Whoever was named and has not come by then, does not come. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final int nid;
    private final long pipelineId;
    private final Switches switches;
    private final Term term;
    private final OwnThread thread;
    private final Runnable again;

    /** The last term that was to be followed by another node's, until nobody waits for it any more. */
    private long waiting;

    private long over;

    /** @param again tries to take the term */
    Succession(int nid, long pipelineId, Switches switches, Term term, OwnThread thread, Runnable again) {
        this.nid = nid;
        this.pipelineId = pipelineId;
        this.switches = switches;
        this.term = term;
        this.thread = thread;
        this.again = again;
    }

    /** Whether the present term is to end for another node's. */
    boolean ends(Switch asked) {
        return asked.epoch() == term.epoch() && !asked.isFor(nid);
    }

    /**
     * Whether the next term is another node's for now; tries again when that is over.
     *
     * @throws io.otter.common.error.OtterException if ZooKeeper does not answer
     */
    boolean isForAnother() {
        Optional<Switch> asked = switches.find(pipelineId).filter(one -> !one.isFor(nid));
        if (asked.isEmpty() || asked.get().epoch() != term.last()) {
            return false;
        }
        long epoch = asked.get().epoch();
        if (over == epoch) {
            return false;
        }
        if (waiting != epoch) {
            waiting = epoch;
            thread.after(PATIENCE, () -> {
                over = epoch;
                again.run();
            });
        }
        return true;
    }
}
