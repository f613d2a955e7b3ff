package io.otter.manager.verify;

import io.otter.manager.run.Run;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.stereotype.Component;

/** When comparisons are due that a channel's configuration asks for. Thread-safe. */
@Component
final class VerifySchedule {
    /** Who begins them. */
    static final String BY = "cron";

    private final Clock clock;
    /** What was due before is not made up for. */
    private final Instant begun;

    VerifySchedule() {
        this(Clock.systemDefaultZone());
    }

    VerifySchedule(Clock clock) {
        this.clock = clock;
        begun = clock.instant();
    }

    /**
     * The time since when one is due; empty if none is, or an earlier one is not over.
     *
     * @param runs of the channel
     */
    Optional<Instant> due(String cron, List<Run> runs) {
        if (runs.stream().anyMatch(run -> !run.isOver())) {
            return Optional.empty();
        }
        Instant last = runs.stream()
                .filter(run -> run.byUser().equals(BY))
                .map(Run::started)
                .max(Instant::compareTo)
                .filter(begun::isBefore)
                .orElse(begun);
        ZonedDateTime next = CronExpression.parse(cron).next(last.atZone(clock.getZone()));
        return Optional.ofNullable(next).map(ZonedDateTime::toInstant).filter(time -> !time.isAfter(clock.instant()));
    }
}
