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
    private ZoneId zone = ZoneId.of("UTC");
    private final VerifySchedule schedule = new VerifySchedule(new Clock() {
        @Override
        public ZoneId getZone() {
            return zone;
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

    /** Cron of the system does it like that; others leave a night out, or copy twice. */
    @Test
    void onceANightAlsoWhereClocksAreMoved() {
        zone = ZoneId.of("America/New_York");
        now = Instant.parse("2026-03-08T07:00:01Z"); // 02:00 was 03:00
        assertThat(schedule.due(
                        "0 30 2 * * *",
                        List.of(run(VerifySchedule.BY, "2026-03-07T07:30:00Z", "2026-03-07T08:00:00Z"))))
                .as("due at 03:30")
                .isEmpty();
        now = Instant.parse("2026-03-08T07:30:01Z");
        assertThat(schedule.due(
                        "0 30 2 * * *",
                        List.of(run(VerifySchedule.BY, "2026-03-07T07:30:00Z", "2026-03-07T08:00:00Z"))))
                .contains(Instant.parse("2026-03-08T07:30:00Z"));

        now = Instant.parse("2026-11-01T06:30:01Z"); // 01:30 for the second time
        assertThat(schedule.due(
                        "0 30 1 * * *",
                        List.of(run(VerifySchedule.BY, "2026-11-01T05:30:00Z", "2026-11-01T05:40:00Z"))))
                .as("not again an hour later")
                .isEmpty();
        now = Instant.parse("2026-11-02T06:30:01Z");
        assertThat(schedule.due(
                        "0 30 1 * * *",
                        List.of(run(VerifySchedule.BY, "2026-11-01T05:30:00Z", "2026-11-01T05:40:00Z"))))
                .contains(Instant.parse("2026-11-02T06:30:00Z"));
    }

    @Test
    void aRunOfWhenTheClockWasAheadDoesNotKeepOthersFromBeginning() {
        Run ahead = run(VerifySchedule.BY, "2036-01-01T03:00:00Z", "2036-01-01T03:10:00Z");
        now = Instant.parse("2026-03-02T03:00:01Z");
        assertThat(schedule.due(AT_THREE, List.of(ahead))).isPresent();
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
