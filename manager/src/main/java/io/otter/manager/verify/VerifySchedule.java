package io.otter.manager.verify;

import io.otter.manager.run.Run;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
        Instant now = clock.instant();
        Instant last = Stream.concat(
                        Stream.of(begun),
                        runs.stream().filter(run -> run.byUser().equals(BY)).map(Run::started))
                .filter(time -> !time.isAfter(now)) // the clock was ahead
                .max(Instant::compareTo)
                .orElse(now);
        return Optional.ofNullable(next(cron, last)).filter(time -> !time.isAfter(now));
    }

    /** As clocks on the wall show it: what a change to summer time leaves out comes an hour later, and nothing comes twice. */
    private @Nullable Instant next(String cron, Instant last) {
        ZoneId zone = clock.getZone();
        LocalDateTime next = CronExpression.parse(cron).next(LocalDateTime.ofInstant(last, zone));
        return next == null ? null : next.atZone(zone).toInstant();
    }
}
