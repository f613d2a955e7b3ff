package io.otter.node.supervisor;

import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.retry.BackOff;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a pipeline whose run a fault has ended: see {@link Consequence}. On the supervisor's thread. */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final Duration UNSEEN_PAUSE = Duration.ofSeconds(10);

    private final PipelineMoves moves;
    private final PresentFault fault;
    private final Term term;
    private final BackOff backOff;
    private final OwnThread thread;
    private final Pause pause;
    private final Runnable again;

    /** @param again tries anew */
    Recovery(PipelineMoves moves, PresentFault fault, Term term, BackOff backOff, OwnThread thread, Runnable again) {
        this.moves = moves;
        this.fault = fault;
        this.term = term;
        this.backOff = backOff;
        this.thread = thread;
        this.again = again;
        pause = new Pause(moves.pipeline(), term, thread);
    }

    /** Whether the pipeline is to be paused, which ZooKeeper has not heard yet. */
    boolean isPausing() {
        return pause.isWaiting();
    }

    /** Rows are applied again. */
    void succeeded() {
        fault.over();
        backOff.reset();
    }

    void begin(OtterException why) {
        fault.ended(why); // again: what was applied before it is over may have been shown since
        switch (Consequence.of(why, term)) {
            case RETRY -> retry(why);
            case STAND_BY -> {
                standBy("its term is over: " + why.describe());
                thread.after(backOff.next(), again);
            }
            case GIVE_WAY -> {
                term.release();
                retry(why);
            }
            case PAUSE -> pause(why);
        }
    }

    /** It is another node's business now. */
    void standBy(String cause) {
        term.lost();
        fault.none();
        if (!moves.is(PipelineState.STANDBY)) {
            moves.to(PipelineState.STANDBY, cause);
        }
    }

    private void retry(OtterException why) {
        moves.to(PipelineState.RETRYING, why.describe());
        thread.after(backOff.next(), again);
    }

    private void pause(OtterException why) {
        if (why.code() == ErrorCode.INTERNAL) {
            log.error("pipeline {} of channel {} stopped", moves.pipeline(), moves.channel(), why);
        } else {
            log.error("pipeline {} of channel {} stopped: {}", moves.pipeline(), moves.channel(), why.describe());
        }
        moves.to(PipelineState.RETRYING, "it is to be paused");
        pause.begin(
                moves.pipeline() + ": " + why.describe(),
                () -> standBy("its term is over: " + why.describe()),
                // Whoever looks at the channel ends this first, unless it was started again before anybody looked.
                () -> thread.after(UNSEEN_PAUSE, again));
    }
}
