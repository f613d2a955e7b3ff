package io.otter.node.supervisor;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pauses a pipeline, as soon as ZooKeeper answers. On the supervisor's thread. */
final class Pause {
    private static final Logger log = LoggerFactory.getLogger(Pause.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final String pipeline;
    private final Term term;
    private final OwnThread thread;
    private boolean waiting;

    Pause(String pipeline, Term term, OwnThread thread) {
        this.pipeline = pipeline;
        this.term = term;
        this.thread = thread;
    }

    /** Whether the pipeline is to be paused, which ZooKeeper has not heard yet. */
    boolean isWaiting() {
        return waiting;
    }

    /**
     * Pauses the pipeline unless the term is over.
     *
     * @param over called if it is
     * @param ended called in any case, afterwards
     */
    void begin(String reason, Runnable over, Runnable ended) {
        waiting = true;
        try {
            term.pause(reason);
            log.info("pipeline {} is paused", pipeline);
        } catch (OtterException e) {
            if (e.code().isTransient()) {
                thread.after(AGAIN, () -> begin(reason, over, ended));
                return;
            }
            log.info("pipeline {} is not paused: {}", pipeline, e.getMessage());
            if (e.code() == ErrorCode.LOAD_FENCED) {
                over.run();
            }
        }
        waiting = false;
        ended.run();
    }
}
