package io.otter.manager.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.arbitrate.process.ProcessMark.Stage;
import io.otter.common.health.PipelineHealth;
import io.otter.common.health.PipelineHealth.State;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.Fault;
import io.otter.manager.channel.ChannelReport.MainstemReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.channel.ChannelReport.Position;
import io.otter.manager.channel.ChannelReport.Process;
import io.otter.manager.text.Text;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which facts make rules raise an alarm. */
class AlarmRuleTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Position HERE = new Position("b.1", 4, "", null);

    @Test
    void aRuleAppliesInItsWindowsAlsoOverMidnight() {
        AlarmRule rule = rule(AlarmKind.DELAYTIME, "60", AlarmRule.windows("08:00-12:30, 22:00-02:00"));
        assertThat(rule.matchValue()).isEqualTo("60@08:00-12:30,22:00-02:00");
        assertThat(List.of("08:00", "12:30", "12:30:59", "22:00", "23:59:59", "00:00", "02:00"))
                .allMatch(time -> rule.appliesAt(LocalTime.parse(time)));
        assertThat(List.of("07:59:59", "12:31", "21:59", "02:01"))
                .noneMatch(time -> rule.appliesAt(LocalTime.parse(time)));
        assertThat(rule(AlarmKind.DELAYTIME, "60", List.of(AlarmWindow.parse("00:00-23:59")))
                        .appliesAt(LocalTime.parse("23:59:59")))
                .isTrue();
        assertThatThrownBy(() -> AlarmRule.windows("08:00")).hasMessage("08:00");
        assertThatThrownBy(() -> AlarmRule.windows("8-9")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lateRowsOfAStartedChannel() {
        AlarmRule rule = rule(AlarmKind.DELAYTIME, "60", List.of());
        assertThat(find(rule, channel(ChannelStatus.START, ""), facts(61_000L, null, 0)))
                .hasValue(Text.of("alarm.found.late", 61, 60));
        assertThat(find(rule, channel(ChannelStatus.START, ""), facts(60_000L, null, 0)))
                .isEmpty();
        assertThat(find(rule, channel(ChannelStatus.STOP, ""), facts(61_000L, null, 0)))
                .isEmpty();
    }

    @Test
    void aPositionThatDoesNotMoveIsAnAlarmOnlyWhileSomethingWaits() {
        AlarmRule rule = rule(AlarmKind.POSITIONTIMEOUT, "60", List.of());
        ChannelReport channel = channel(ChannelStatus.START, "");
        AlarmCheck check = new AlarmCheck(BEGUN);
        check.see(facts(0L, null, 0), BEGUN);
        check.see(facts(0L, null, 0), BEGUN.plusSeconds(500));
        assertThat(check.find(rule, channel, facts(0L, null, 0), List.of(), BEGUN.plusSeconds(500)))
                .isEmpty();
        check.see(facts(9_000L, null, 0), BEGUN.plusSeconds(505));
        assertThat(check.find(rule, channel, facts(9_000L, null, 0), List.of(), BEGUN.plusSeconds(560)))
                .isEmpty();
        assertThat(check.find(rule, channel, facts(9_000L, null, 0), List.of(), BEGUN.plusSeconds(566)))
                .isPresent();
    }

    @Test
    void aBatchThatIsInFlightForTooLong() {
        AlarmRule rule = rule(AlarmKind.PROCESSTIMEOUT, "60", List.of());
        assertThat(find(rule, channel(ChannelStatus.START, ""), facts(0L, null, 439)))
                .isPresent();
        assertThat(find(rule, channel(ChannelStatus.START, ""), facts(0L, null, 441)))
                .isEmpty();
    }

    @Test
    void moreRowsBetweenTheStagesThanTheThreshold() {
        ChannelReport started = channel(ChannelStatus.START, "");
        PipelineStatus busy = pipeline(
                new MainstemReport(1, "n1", 3, true, BEGUN, null),
                0L,
                null,
                List.of(
                        new Process(9, Stage.TRANSFORMED, 1, 6_000, 100, BEGUN),
                        new Process(10, Stage.SELECTED, 1, 501, 100, BEGUN)));
        assertThat(find(rule(AlarmKind.QUEUESIZE, "6500", List.of()), started, busy))
                .hasValue(Text.of("alarm.found.queue", 6501, 6500));
        assertThat(find(rule(AlarmKind.QUEUESIZE, "6501", List.of()), started, busy))
                .isEmpty();
        assertThat(find(rule(AlarmKind.QUEUESIZE, "1", List.of()), started, facts(0L, null, 0)))
                .isEmpty();
    }

    @Test
    void wordsOfErrorsReasonsAndRecentRecords() {
        AlarmRule rule = rule(AlarmKind.EXCEPTION, "load_data, Duplicate", List.of());
        ChannelReport started = channel(ChannelStatus.START, "");
        assertThat(find(rule, started, facts(0L, new Fault("LOAD_DATA", "no.", "", null), 0)))
                .isPresent();
        assertThat(find(rule, started, facts(0L, new Fault("RPC_TIMEOUT", "no.", "", null), 0)))
                .isEmpty();
        assertThat(find(rule, started, with(State.PAUSED_BY_FAULT, "p: LOAD_DATA: x")))
                .isPresent();
        Instant now = BEGUN.plusSeconds(500);
        AlarmMapper.LogRow fresh = new AlarmMapper.LogRow(now.getEpochSecond() - 60, "7", "a duplicate key", null);
        AlarmMapper.LogRow old = new AlarmMapper.LogRow(now.getEpochSecond() - 300, "7", "a duplicate key", null);
        AlarmMapper.LogRow other = new AlarmMapper.LogRow(now.getEpochSecond() - 60, "8", "a duplicate key", null);
        AlarmCheck check = new AlarmCheck(BEGUN);
        assertThat(check.find(rule, started, facts(0L, null, 0), List.of(other, old), now))
                .isEmpty();
        assertThat(check.find(rule, started, facts(0L, null, 0), List.of(fresh), now))
                .isPresent();
    }

    @Test
    void whatAFaultHasPausedIsNotCalledSilentAlthoughItsChannelIsStarted() {
        ChannelReport started = channel(ChannelStatus.START, "");
        Instant now = BEGUN.plusSeconds(500);
        AlarmCheck check = new AlarmCheck(BEGUN);
        check.see(facts(9_000L, null, 0), BEGUN.plusSeconds(10));
        for (AlarmKind kind : new AlarmKind[] {AlarmKind.PIPELINETIMEOUT, AlarmKind.POSITIONTIMEOUT}) {
            AlarmRule rule = rule(kind, "60", List.of());
            assertThat(check.find(rule, started, facts(9_000L, null, 0), List.of(), now))
                    .isPresent();
            assertThat(check.find(rule, started, with(State.PAUSED_BY_FAULT, "p: LOAD_DATA"), List.of(), now))
                    .isEmpty();
        }
    }

    @Test
    void notRunningMeansWithoutNodeOrPausedByAFaultNotStoppedByAUser() {
        AlarmRule rule = rule(AlarmKind.NOTRUNNING, "60", List.of());
        ChannelReport started = channel(ChannelStatus.START, "");
        PipelineStatus nobody = with(State.NO_OWNER);
        assertThat(find(rule, started, nobody)).hasValue(Text.of("alarm.found.owner", 490, 60));
        assertThat(find(rule, started, facts(0L, null, 0))).isEmpty();
        assertThat(find(rule, started, with(State.PAUSED_BY_FAULT, "p: LOAD_DATA")))
                .hasValue(Text.of("alarm.found.paused", 490, 60, "p: LOAD_DATA"));
        assertThat(find(rule, channel(ChannelStatus.PAUSE, ""), with(State.PAUSED)))
                .isEmpty();
        assertThat(find(rule, channel(ChannelStatus.STOP, ""), with(State.STOPPED)))
                .isEmpty();
        for (State state : State.values()) {
            boolean alarm = Set.of(
                            State.STARTING,
                            State.NO_OWNER,
                            State.DRAINED,
                            State.NOT_READY,
                            State.FAILING,
                            State.SILENT,
                            State.PAUSED_BY_FAULT)
                    .contains(state);
            assertThat(find(rule, started, with(state)).isPresent())
                    .as(state.name())
                    .isEqualTo(alarm);
        }
        AlarmCheck fresh = new AlarmCheck(BEGUN.plusSeconds(480));
        assertThat(fresh.find(rule, started, nobody, List.of(), BEGUN.plusSeconds(500)))
                .as("a manager that has just come up has not looked for long enough")
                .isEmpty();
    }

    @Test
    void aLogThatWillBePurgedIsAnAlarmAlsoWhileNobodyReadsItAndUnknownUntilSomebodyHasLooked() {
        AlarmRule rule = rule(AlarmKind.LOGPURGE, "3600", List.of());
        ChannelReport stopped = channel(ChannelStatus.STOP, "");
        AlarmCheck check = new AlarmCheck(BEGUN);
        assertThat(check.knows(rule, facts(1L, null, 0))).isFalse();
        for (long left : new long[] {0, 3_599}) {
            check.seeCounted(Map.of(AlarmKind.LOGPURGE, Map.of(7L, left)));
            assertThat(check.knows(rule, facts(1L, null, 0))).isTrue();
            assertThat(check.find(rule, stopped, with(State.STOPPED), List.of(), BEGUN))
                    .hasValue(Text.of("alarm.found.purge", left, "3600"));
        }
        for (Map<Long, Long> left : List.of(Map.of(7L, 3_600L), Map.of(8L, 0L))) {
            check.seeCounted(Map.of(AlarmKind.LOGPURGE, left));
            assertThat(check.find(rule, stopped, with(State.STOPPED), List.of(), BEGUN))
                    .isEmpty();
        }
    }

    @Test
    void alarmTextsAreStoredWithValuesAndTextsOfNodesAndOlderManagersUnchanged() {
        Text text = Text.of("alarm.found.paused", 61, 60, "p: LOAD_DATA: \"订单\" [🦦]");
        assertThat(AlarmWords.read(AlarmWords.written(text))).isEqualTo(text);
        for (String old :
                List.of("rows arrive 61 s late (threshold: 60 s).", "[node] died", "{}", "", "7", "[]", "[\"x\"]")) {
            assertThat(AlarmWords.read(old)).isEqualTo(Text.plain(old));
            assertThat(AlarmWords.written(Text.plain(old))).isEqualTo(old);
        }
    }

    private static Optional<Text> find(AlarmRule rule, ChannelReport channel, PipelineStatus pipeline) {
        return new AlarmCheck(BEGUN).find(rule, channel, pipeline, List.of(), BEGUN.plusSeconds(500));
    }

    private static PipelineStatus with(State state) {
        return with(state, "");
    }

    private static PipelineStatus with(State state, String reason) {
        PipelineStatus known = pipeline(null, 0L, null, List.of());
        return new PipelineStatus(
                known.id(),
                known.name(),
                new PipelineHealth(state, BEGUN.plusSeconds(10)),
                reason,
                known.mainstem(),
                known.position(),
                known.delayMillis(),
                known.rowsPerSecond(),
                known.inFlight(),
                known.lastError(),
                known.lastHeard());
    }

    private static AlarmRule rule(AlarmKind kind, String threshold, List<AlarmWindow> windows) {
        return new AlarmRule(1, 7, kind, threshold, windows, 300, "", "", true, false);
    }

    private static ChannelReport channel(ChannelStatus status, String reason) {
        return new ChannelReport(1, "shop", status, reason, BEGUN, List.of(), null);
    }

    /** @param process when the batch in flight was cut, in seconds after the begin; 0 for none */
    private static PipelineStatus facts(Long delay, @Nullable Fault fault, long process) {
        return pipeline(
                new MainstemReport(1, "n1", 3, true, BEGUN, null),
                delay,
                fault,
                process == 0
                        ? List.of()
                        : List.of(new Process(9, Stage.SELECTED, 1, 5, 100, BEGUN.plusSeconds(process))));
    }

    private static PipelineStatus pipeline(
            @Nullable MainstemReport mainstem, Long delay, @Nullable Fault fault, List<Process> inFlight) {
        return new PipelineStatus(
                7,
                "p",
                new PipelineHealth(State.RUNNING, BEGUN),
                "",
                mainstem,
                HERE,
                delay,
                1.0,
                inFlight,
                fault,
                BEGUN.plusSeconds(10));
    }
}
