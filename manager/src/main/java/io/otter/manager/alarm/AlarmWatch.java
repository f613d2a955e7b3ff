package io.otter.manager.alarm;

import io.otter.manager.alarm.AlarmMapper.AlarmRow;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.monitor.Reports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Raises alarms, repeats them while they are active, and reports their recovery. Everything that must outlive this
 * manager is in table ALARM. One thread at a time.
 */
@Component
final class AlarmWatch {
    /** Nodes report every second; a new leader waits this long until it has heard from all of them. */
    private static final Duration GRACE = Duration.ofSeconds(15);
    /** How long to wait before sending is retried. */
    private static final Duration PAUSE = Duration.ofMinutes(1);
    /** Recoveries older than this are not sent any more. */
    private static final Duration STALE = Duration.ofDays(1);

    private static final int LONGEST_INTERVAL_SECONDS = 604_800;

    private final AlarmRules rules;
    private final AlarmMapper mapper;
    private final AlarmFacts facts;
    private final Reports reports;
    private final Delivery delivery;
    private final AlarmWords words;
    private final Clock clock;
    private @Nullable AlarmCheck check;
    private Instant ready = Instant.MAX;
    private Instant tellAgain = Instant.MIN;

    @Autowired
    AlarmWatch(
            AlarmRules rules,
            AlarmMapper mapper,
            AlarmFacts facts,
            Reports reports,
            Delivery delivery,
            AlarmWords words) {
        this(rules, mapper, facts, reports, delivery, words, Clock.systemUTC());
    }

    AlarmWatch(
            AlarmRules rules,
            AlarmMapper mapper,
            AlarmFacts facts,
            Reports reports,
            Delivery delivery,
            AlarmWords words,
            Clock clock) {
        this.rules = rules;
        this.mapper = mapper;
        this.facts = facts;
        this.reports = reports;
        this.delivery = delivery;
        this.words = words;
        this.clock = clock;
    }

    /** A pipeline with its channel. */
    private record Watched(ChannelReport channel, PipelineStatus pipeline) {}

    /** Call when another manager takes over. */
    void rest() {
        check = null;
    }

    /** Evaluates all rules once. */
    void look() {
        Instant now = clock.instant();
        AlarmCheck looking = check;
        if (looking == null) {
            looking = new AlarmCheck(now);
            check = looking;
            ready = now.plus(GRACE);
        }
        // A clock that was set back would keep alarms waiting for the time that it had shown.
        ready = notAfter(ready, now, GRACE);
        tellAgain = notAfter(tellAgain, now, PAUSE);
        Map<Long, Watched> watched = new HashMap<>();
        for (ChannelReport channel : facts.channels()) {
            for (PipelineStatus pipeline : channel.pipelines()) {
                watched.put(pipeline.id(), new Watched(channel, pipeline));
                looking.see(pipeline, now);
            }
        }
        if (now.isBefore(ready)) {
            return;
        }
        Map<Long, AlarmRule> all = rules.list().stream().collect(Collectors.toMap(AlarmRule::id, Function.identity()));
        looking.seeCounted(facts.counted(
                all.values().stream()
                        .filter(AlarmRule::enabled)
                        .map(AlarmRule::kind)
                        .collect(Collectors.toSet()),
                now));
        judge(all, watched, looking, now);
        if (!now.isBefore(tellAgain)) {
            tell(all, watched, now);
        }
    }

    private void judge(Map<Long, AlarmRule> all, Map<Long, Watched> watched, AlarmCheck looking, Instant now) {
        Map<Long, AlarmRow> active = active();
        List<AlarmMapper.LogRow> log =
                all.values().stream().anyMatch(rule -> rule.enabled() && rule.kind() == AlarmKind.EXCEPTION)
                        ? facts.records()
                        : List.of();
        LocalTime time = LocalTime.ofInstant(now, ZoneId.systemDefault());
        for (AlarmRow alarm : active.values()) {
            AlarmRule rule = all.get(alarm.ruleId());
            if (rule == null || !rule.enabled() || !rule.appliesAt(time) || !watched.containsKey(rule.pipelineId())) {
                mapper.recover(alarm.id(), now.toEpochMilli(), true);
            }
        }
        for (AlarmRule rule : all.values()) {
            Watched seen = watched.get(rule.pipelineId());
            if (!rule.enabled() || !rule.appliesAt(time) || seen == null || !looking.knows(rule, seen.pipeline())) {
                continue;
            }
            Optional<String> wrong = looking.find(rule, seen.channel(), seen.pipeline(), log, now)
                    .map(AlarmWords::written);
            AlarmRow alarm = active.get(rule.id());
            if (wrong.isPresent() && alarm == null) {
                mapper.raise(rule.id(), now.toEpochMilli(), wrong.get());
                note(seen, rule.kind() + " raised", words.english(wrong.get()));
            } else if (wrong.isEmpty() && alarm != null) {
                mapper.recover(alarm.id(), now.toEpochMilli(), false);
                note(seen, rule.kind() + " recovered", "It was: " + words.english(alarm.message()));
            } else if (alarm != null && due(rule, alarm.toldMillis(), now)) {
                mapper.describe(alarm.id(), wrong.get());
            }
        }
    }

    private void tell(Map<Long, AlarmRule> all, Map<Long, Watched> watched, Instant now) {
        Map<Long, Long> told = mapper
                .told(now.minusSeconds(LONGEST_INTERVAL_SECONDS).toEpochMilli())
                .stream()
                .collect(Collectors.toMap(AlarmMapper.ToldRow::ruleId, AlarmMapper.ToldRow::toldMillis));
        List<Notice> notices = new ArrayList<>();
        for (AlarmRow alarm : mapper.active()) {
            AlarmRule rule = all.get(alarm.ruleId());
            if (rule != null && alarm.acknowledgedBy().isEmpty() && due(rule, told.getOrDefault(rule.id(), 0L), now)) {
                add(
                        notices,
                        alarm,
                        rule,
                        watched,
                        alarm.toldMillis() == 0 ? Notice.State.RAISED : Notice.State.REPEATED);
            }
        }
        for (AlarmRow alarm : mapper.recovered(now.minus(STALE).toEpochMilli())) {
            AlarmRule rule = all.get(alarm.ruleId());
            if (rule != null) {
                add(notices, alarm, rule, watched, Notice.State.RECOVERED);
            }
        }
        if (notices.isEmpty()) {
            return;
        }
        if (!delivery.tell(notices)) {
            tellAgain = now.plus(PAUSE);
            return;
        }
        for (Notice notice : notices) {
            if (notice.state() == Notice.State.RECOVERED) {
                mapper.toldRecovered(notice.alarm());
            } else {
                mapper.toldRaised(notice.alarm(), now.toEpochMilli());
            }
        }
    }

    private void add(
            List<Notice> notices, AlarmRow alarm, AlarmRule rule, Map<Long, Watched> watched, Notice.State state) {
        Watched seen = watched.get(rule.pipelineId());
        if (seen != null) {
            notices.add(new Notice(
                    alarm.id(),
                    state,
                    rule.kind(),
                    seen.channel().name(),
                    seen.pipeline().name(),
                    Instant.ofEpochMilli(alarm.raisedMillis()),
                    words.english(alarm.message()),
                    rule.description(),
                    rule.receiver()));
        }
    }

    private Map<Long, AlarmRow> active() {
        return mapper.active().stream()
                .collect(Collectors.toMap(AlarmRow::ruleId, Function.identity(), (one, other) -> other));
    }

    private void note(Watched seen, String title, String message) {
        reports.note(seen.channel().id(), seen.pipeline().id(), seen.pipeline().name() + ": " + title, message);
    }

    /** @return now if the time is further ahead than anybody has said */
    private static Instant notAfter(Instant time, Instant now, Duration most) {
        return time.isAfter(now.plus(most)) ? now : time;
    }

    private static boolean due(AlarmRule rule, long toldMillis, Instant now) {
        long passed = now.toEpochMilli() - toldMillis;
        return passed < 0 || passed >= rule.intervalSeconds() * 1_000L;
    }
}
