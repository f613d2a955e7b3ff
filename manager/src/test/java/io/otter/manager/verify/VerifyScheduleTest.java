package io.otter.manager.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.manager.run.Run;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerifyScheduleTest {
    private static final String AT_THREE = "0 0 3 * * *";

    private Instant now = Instant.parse("2026-03-01T02:00:00Z");
    private final VerifySchedule schedule = new VerifySchedule(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void oneIsDueOncePerTimeAndNotWhileAnotherGoesOn() {
        assertThat(schedule.due(AT_THREE, List.of())).isEmpty();
        now = Instant.parse("2026-03-01T03:00:02Z");
        assertThat(schedule.due(AT_THREE, List.of())).contains(Instant.parse("2026-03-01T03:00:00Z"));
        Run byHand = run("admin", "2026-03-01T02:59:00Z", null);
        assertThat(schedule.due(AT_THREE, List.of(byHand))).as("it goes on").isEmpty();
        Run begun = run(VerifySchedule.BY, "2026-03-01T03:00:02Z", "2026-03-01T03:10:00Z");
        assertThat(schedule.due(AT_THREE, List.of(begun))).isEmpty();
        now = Instant.parse("2026-03-02T03:00:01Z");
        assertThat(schedule.due(AT_THREE, List.of(begun))).contains(Instant.parse("2026-03-02T03:00:00Z"));
    }

    @Test
    void whatWasDueBeforeTheManagerStartedIsNotMadeUpFor() {
        Run old = run(VerifySchedule.BY, "2026-02-20T03:00:00Z", "2026-02-20T03:10:00Z");
        assertThat(schedule.due(AT_THREE, List.of(old))).isEmpty();
        now = Instant.parse("2026-03-01T03:00:00Z");
        assertThat(schedule.due(AT_THREE, List.of(old))).contains(now);
    }

    private static Run run(String by, String started, @Nullable String ended) {
        return new Run(
                1,
                1,
                "VERIFY",
                by,
                "{}",
                ended == null ? State.RUNNING : State.DONE,
                false,
                0,
                "",
                "[]",
                Instant.parse(started).toEpochMilli(),
                ended == null ? null : Instant.parse(ended).toEpochMilli());
    }
}
