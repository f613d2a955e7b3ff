package io.otter.common.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.health.HealthFacts.Report;
import io.otter.common.health.HealthFacts.Term;
import io.otter.common.health.HealthFacts.Wish;
import io.otter.common.health.PipelineHealth.State;
import io.otter.common.model.ChannelStatus;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Seconds count back from now. */
class PipelineHealthTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final boolean READY = true;

    private record Row(
            String facts,
            @Nullable Wish wish,
            @Nullable Term term,
            boolean drained,
            @Nullable Report report,
            State state,
            @Nullable Instant since) {}

    private static final List<Row> TABLE = List.of(
            row("ZooKeeper cannot be read", null, term(READY, 90), heard(1), State.UNKNOWN, null),
            row("never started", wish(ChannelStatus.STOP, null), null, null, State.STOPPED, null),
            row("stopped, its node still there", stopped(60), term(READY, 90), heard(1), State.STOPPED, ago(60)),
            row("stopped, and nothing heard since", stopped(60), null, heard(61), State.STOPPED, ago(60)),
            row("paused by somebody", paused(60, false), null, failing(1, 9), State.PAUSED, ago(60)),
            row("paused by a fault", paused(60, true), null, failing(1, 9), State.PAUSED_BY_FAULT, ago(60)),
            row("nobody has taken it yet", started(19), null, null, State.STARTING, ago(19)),
            row("it is being taken again", started(90), term(!READY, 19), heard(1), State.STARTING, ago(19)),
            row("nobody took it", started(21), null, null, State.NO_OWNER, ago(21)),
            row("its owner is gone", started(90), null, heard(30), State.NO_OWNER, ago(30)),
            row("it was heard before the start only", started(90), null, heard(300), State.NO_OWNER, ago(90)),
            row("nobody knows since when", wish(ChannelStatus.START, null), null, null, State.NO_OWNER, null),
            row("its owner is gone with a fault", started(90), null, failing(30, 40), State.NO_OWNER, ago(30)),
            drained("nobody may take it", started(90), null, heard(30), State.DRAINED, ago(30)),
            drained("the owner has not left yet", started(90), term(READY, 60), heard(1), State.RUNNING, ago(60)),
            row("taken, and not begun", started(90), term(!READY, 21), heard(1), State.NOT_READY, ago(21)),
            row("it tries again", started(90), term(READY, 60), failing(1, 40), State.FAILING, ago(40)),
            row("it cannot begin", started(9), term(!READY, 8), failing(1, 7), State.FAILING, ago(7)),
            row("it gave the term back", started(90), null, failing(1, 7), State.FAILING, ago(7)),
            row("late rows fail, too", started(90), term(READY, 60), report(1, 40, 50), State.FAILING, ago(40)),
            row("nothing heard any more", started(90), term(READY, 60), heard(7), State.SILENT, ago(7)),
            row("nor of its fault", started(90), term(READY, 60), failing(7, 40), State.SILENT, ago(7)),
            row("rows are late", started(90), term(READY, 60), report(1, null, 30), State.CATCHING_UP, ago(30)),
            row("rows flow", started(90), term(READY, 60), heard(5), State.RUNNING, ago(60)),
            row("nobody could report yet", started(90), term(READY, 60), null, State.UNKNOWN, null),
            row("heard before its run began only", started(90), term(READY, 5), heard(60), State.STARTING, ago(5)),
            row("its run has just begun", started(90), term(READY, 1), heard(2), State.STARTING, ago(1)),
            row("its node's clock is ahead", started(90), term(READY, -30), heard(1), State.RUNNING, ago(-30)),
            row("a fault of an earlier term", started(9), term(READY, 5), failing(60, 70), State.STARTING, ago(5)));

    @Test
    void everyStateFollowsFromFacts() {
        for (Row row : TABLE) {
            PipelineHealth health =
                    PipelineHealth.of(new HealthFacts(row.wish, row.term, row.drained, row.report), NOW);
            assertThat(health).as(row.facts).isEqualTo(new PipelineHealth(row.state, row.since));
        }
        assertThat(TABLE.stream().map(Row::state).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(State.values());
    }

    @Test
    void onlyWhatMovesRowsRuns() {
        Set<State> running = EnumSet.noneOf(State.class);
        for (State state : State.values()) {
            if (new PipelineHealth(state, null).running()) {
                running.add(state);
            }
        }
        assertThat(running).containsExactlyInAnyOrder(State.RUNNING, State.CATCHING_UP);
    }

    private static Row row(
            String facts,
            @Nullable Wish wish,
            @Nullable Term term,
            @Nullable Report report,
            State state,
            @Nullable Instant since) {
        return new Row(facts, wish, term, false, report, state, since);
    }

    private static Row drained(
            String facts, Wish wish, @Nullable Term term, Report report, State state, Instant since) {
        return new Row(facts, wish, term, true, report, state, since);
    }

    private static Wish wish(ChannelStatus status, @Nullable Instant since) {
        return new Wish(status, false, since);
    }

    private static Wish started(int seconds) {
        return wish(ChannelStatus.START, ago(seconds));
    }

    private static Wish stopped(int seconds) {
        return wish(ChannelStatus.STOP, ago(seconds));
    }

    private static Wish paused(int seconds, boolean byFault) {
        return new Wish(ChannelStatus.PAUSE, byFault, ago(seconds));
    }

    private static Term term(boolean ready, int seconds) {
        return new Term(ready, ago(seconds));
    }

    private static Report heard(int seconds) {
        return report(seconds, null, null);
    }

    private static Report failing(int seconds, int since) {
        return report(seconds, since, null);
    }

    private static Report report(int seconds, @Nullable Integer failing, @Nullable Integer late) {
        return new Report(ago(seconds), failing == null ? null : ago(failing), late == null ? null : ago(late));
    }

    private static Instant ago(int seconds) {
        return NOW.minusSeconds(seconds);
    }
}
