package io.otter.node.supervisor;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.OtterException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches whether the term has ended, with the session or without. Calls come on the supervisor's thread. */
final class TermWatch {
    private static final Logger log = LoggerFactory.getLogger(TermWatch.class);

    private final String pipeline;
    private final Coordination coordination;
    private final Term term;
    private final Consumer<String> ended;
    private final Runnable connected;
    private final Consumer<SessionState> listener;

    /**
     * @param ended receives why; also called if there was no term
     * @param connected called when ZooKeeper answers again, and after {@code ended} while it does
     */
    TermWatch(
            String pipeline,
            Coordination coordination,
            Term term,
            OwnThread thread,
            Consumer<String> ended,
            Runnable connected) {
        this.pipeline = pipeline;
        this.coordination = coordination;
        this.term = term;
        this.ended = ended;
        this.connected = connected;
        listener = state -> thread.run(() -> changed(state));
        term.watch(() -> thread.run(this::mainstemChanged));
    }

    void begin() {
        coordination.listen(listener);
    }

    void end() {
        coordination.unlisten(listener);
    }

    private void changed(SessionState state) {
        switch (state) {
            // The term may be over any moment; the fence at the target keeps a late commit out.
            case SUSPENDED -> log.warn("pipeline {}: the connection to ZooKeeper is suspended", pipeline);
            case LOST -> {
                // Heard late it may be older than the present term: what follows looks whether that goes on.
                if (coordination.state() != SessionState.CONNECTED) {
                    ended.accept("the session with ZooKeeper is over");
                }
            }
            case CONNECTED -> {
                look();
                connected.run();
            }
        }
    }

    /** Somebody may wipe ZooKeeper while our session goes on. */
    private void mainstemChanged() {
        if (look()) {
            connected.run();
        }
    }

    /** A session may end without our hearing of it. @return whether the term was over */
    private boolean look() {
        try {
            boolean over = term.isOver();
            if (over) {
                ended.accept("the mainstem is gone or another's");
            }
            return over;
        } catch (OtterException e) {
            log.debug("pipeline {}: looked for its term in vain: {}", pipeline, e.getMessage());
            return false;
        }
    }
}
