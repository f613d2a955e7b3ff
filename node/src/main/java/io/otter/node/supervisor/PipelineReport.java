package io.otter.node.supervisor;

import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.OtterException;
import io.otter.common.health.HealthFacts;
import io.otter.common.health.PipelineHealth;
import io.otter.common.model.ChannelStatus;
import io.otter.node.pipeline.RunFacts;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline on this node at one moment.
 *
 * @param epoch of this node's term, 0 when it has none
 * @param facts empty while there is no run
 * @param lastFault fault that ended the last run; null once rows are applied again
 */
public record PipelineReport(
        long channelId,
        String channel,
        String pipeline,
        PipelineState state,
        long epoch,
        Optional<RunFacts> facts,
        @Nullable OtterException lastFault) {
    /** What this node knows of the pipeline's health: of its own term, and of what was said a moment ago. */
    public PipelineHealth health(Instant now) {
        return PipelineHealth.of(
                new HealthFacts(
                        new HealthFacts.Wish(ChannelStatus.START, false, null),
                        switch (state) {
                            case RUNNING -> new HealthFacts.Term(facts.isPresent(), now);
                            case STARTING, LEAVING -> new HealthFacts.Term(false, now);
                            case STANDBY, RETRYING, STOPPED -> null;
                        },
                        false,
                        new HealthFacts.Report(now, fault() == null ? null : now, null)),
                now);
    }

    /**
     * What is being tried again now, else what ended the last run, unless the present one has nothing left to do; null when
     * nothing is wrong.
     */
    public @Nullable OtterException fault() {
        OtterException present = facts.map(RunFacts::lastFault).orElse(null);
        boolean idle = state == PipelineState.RUNNING
                && facts.filter(run -> run.inFlight() == 0).isPresent();
        return present != null || idle ? present : lastFault;
    }
}
