package io.otter.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.batch.FencedException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One source with its log, and one target with a checkpoint and its fence. */
final class PlayedServers {
    boolean sourceUp = true;
    boolean targetUp = true;

    private final PlayedClock clock;
    /** When each transaction was committed that is not applied. */
    private final Deque<Long> waiting = new ArrayDeque<>();

    private long owner;
    private @Nullable PlayedRun holder;
    private long applied;

    PlayedServers(PlayedClock clock) {
        this.clock = clock;
    }

    void commit() {
        if (sourceUp) {
            waiting.add(clock.millis());
        }
    }

    /** The age of the oldest transaction that is not applied. */
    long delayMillis() {
        Long oldest = waiting.peekFirst();
        return oldest == null ? 0 : clock.millis() - oldest;
    }

    long applied() {
        return applied;
    }

    /** As the loader claims the checkpoint: by a term that is not older. What the one before has open is ended. */
    void fence(PlayedRun run) {
        if (owner > run.epoch) {
            throw new FencedException("the target knows " + owner, owner);
        }
        owner = run.epoch;
        holder = run;
    }

    void requireTarget() {
        if (!targetUp) {
            throw new OtterException(ErrorCode.LOAD_TRANSIENT, "the target is away");
        }
    }

    boolean isOwner(PlayedRun run) {
        return owner == run.epoch;
    }

    void apply(PlayedRun run) {
        assertThat(holder).as("only who came last writes, with epoch %d", owner).isSameAs(run);
        applied += waiting.size();
        waiting.clear();
    }
}
