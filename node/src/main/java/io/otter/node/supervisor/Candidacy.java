package io.otter.node.supervisor;

import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.OtterException;

/** Takes the term when it is free, and begins a run under it. On the supervisor's thread. */
final class Candidacy {
    private final PipelineMoves moves;
    private final Term term;
    private final Succession succession;
    private final Recovery recovery;
    private final PresentFault fault;
    private final CurrentRun run;

    /** Whether this term's epoch has already been raised above one recorded at a target. */
    private boolean raised;

    Candidacy(
            PipelineMoves moves,
            Term term,
            Succession succession,
            Recovery recovery,
            PresentFault fault,
            CurrentRun run) {
        this.moves = moves;
        this.term = term;
        this.succession = succession;
        this.recovery = recovery;
        this.fault = fault;
        this.run = run;
    }

    /**
     * Tries once, unless the pipeline runs or is to be paused; stands by when it is another's.
     *
     * @param freed called when it may be free
     * @throws OtterException if ZooKeeper does not answer
     */
    void contend(Runnable freed) {
        if (recovery.isPausing() || !moves.is(PipelineState.STANDBY) && !moves.is(PipelineState.RETRYING)) {
            return;
        }
        boolean reserved = term.epoch() == 0 && succession.isForAnother();
        if (reserved) {
            term.watchNext(freed);
        }
        if (reserved || !term.take(freed)) {
            if (moves.is(PipelineState.RETRYING)) {
                recovery.standBy("another node is the mainstem" + (reserved ? " next" : ""));
            }
            return;
        }
        moves.to(PipelineState.STARTING, "mainstem with epoch " + term.epoch());
        raised = false;
        fault.retrying(null);
        run.begin(term.beginRun());
    }

    /** Once a term: whoever is refused again is not refused for a wiped ZooKeeper. */
    boolean mayRaise() {
        return !raised;
    }

    /**
     * Begins the run once more with a higher epoch: the target records one from before ZooKeeper was wiped.
     *
     * @throws OtterException if the term is over, or ZooKeeper does not answer
     */
    void raise(long above) {
        raised = true;
        term.raise(above);
        run.begin(term.beginRun());
    }
}
