package io.otter.manager.channel;

import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.channel.PipelineWish;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.error.Remedy;
import io.otter.manager.audit.Audit;
import io.otter.manager.audit.Outcome;
import io.otter.manager.publication.DesiredStates;
import io.otter.manager.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Starts channels again whose faults may have passed: with growing pauses, and so many times within a day. The audit log, where
 * each try is, says how many there were, so that another manager goes on counting. Thread-safe.
 */
@Component
public final class Restarts {
    /** Who starts them, as the audit log names it. */
    public static final String BY = "autoRecovery";

    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofDays(1);
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final DesiredStates states;
    private final Audit audit;

    Restarts(DesiredStates states, Audit audit) {
        this.states = states;
        this.audit = audit;
    }

    /**
     * What is to become of a paused channel.
     *
     * @param seen its state
     * @param attempt which one is next, from 1
     * @param next when it is started again; null if it is not, before somebody does something
     * @param due whether it is time for it
     */
    public record Plan(
            ChannelState seen, int attempt, @Nullable Instant next, boolean due, Text text) {}

    /** Empty if no fault has paused any of it. */
    public Optional<Plan> plan(long channelId, Instant now) {
        ChannelState state = states.of(channelId);
        List<PipelineWish> faults = state.faults();
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        List<Instant> tries = audit.times(BY, channelId, now.minus(WITHIN));
        int attempt = tries.size() + 1;
        Optional<PipelineWish> lasting = faults.stream()
                .filter(fault -> fault.fault().map(ErrorCode::remedy).orElse(Remedy.DECISION) != Remedy.START)
                .findFirst();
        if (lasting.isPresent()) {
            String code = lasting.get().fault().map(Enum::name).orElse("–");
            return Optional.of(new Plan(state, attempt, null, false, Text.of("alarms.recovery.never", code)));
        }
        if (attempt > MOST) {
            return Optional.of(new Plan(state, attempt, null, false, Text.of("alarms.recovery.over", MOST)));
        }
        Instant paused = Instant.ofEpochMilli(
                faults.stream().mapToLong(PipelineWish::sinceMillis).max().orElse(0));
        Instant last = tries.isEmpty() ? paused : tries.get(tries.size() - 1);
        Instant next = (last.isAfter(paused) ? last : paused).plus(FIRST.multipliedBy(1L << attempt - 1));
        return Optional.of(
                next.isAfter(now)
                        ? new Plan(
                                state,
                                attempt,
                                next,
                                false,
                                Text.of(
                                        "alarms.recovery.waits",
                                        attempt,
                                        MOST,
                                        Duration.between(now, next).toSeconds()))
                        : new Plan(state, attempt, next, true, Text.of("alarms.recovery.due", attempt, MOST)));
    }

    /**
     * Starts again what faults have paused, as it was started before: nodes find out whether it can go on. Does nothing if
     * somebody has changed the channel's state since.
     */
    public void start(long channelId, String name, Plan plan) {
        Text act = Text.of("act.recover", name, plan.attempt(), MOST);
        try {
            if (states.resume(channelId, plan.seen(), BY)) {
                audit.byItself(BY, channelId, act, codes(plan.seen()), Outcome.DONE, "");
            }
        } catch (OtterException e) {
            audit.byItself(
                    BY,
                    channelId,
                    act,
                    codes(plan.seen()),
                    Outcome.FAILED,
                    e.code().name());
        }
    }

    /** Without the messages, which may be about rows. */
    private static String codes(ChannelState state) {
        return state.faults().stream()
                .flatMap(fault -> fault.fault().stream())
                .map(Enum::name)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
