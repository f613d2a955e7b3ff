package io.otter.node.supervisor;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pauses a channel, as soon as ZooKeeper answers. On the supervisor's thread. */
final class ChannelPause {
    private static final Logger log = LoggerFactory.getLogger(ChannelPause.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final String channel;
    private final Term term;
    private final OwnThread thread;
    private boolean waiting;

    ChannelPause(String channel, Term term, OwnThread thread) {
        this.channel = channel;
        this.term = term;
        this.thread = thread;
    }

    /** Whether the channel is to be paused, which ZooKeeper has not heard yet. */
    boolean isWaiting() {
        return waiting;
    }

    /**
     * Pauses the channel unless the term is over.
     *
     * @param over called if it is
     * @param ended called in any case, afterwards
     */
    void begin(String reason, Runnable over, Runnable ended) {
        waiting = true;
        try {
            term.pauseChannel(reason);
            log.info("channel {} is paused", channel);
        } catch (OtterException e) {
            if (e.code().isTransient()) {
                thread.after(AGAIN, () -> begin(reason, over, ended));
                return;
            }
            log.info("channel {} is not paused: {}", channel, e.getMessage());
            if (e.code() == ErrorCode.LOAD_FENCED) {
                over.run();
            }
        }
        waiting = false;
        ended.run();
    }
}
