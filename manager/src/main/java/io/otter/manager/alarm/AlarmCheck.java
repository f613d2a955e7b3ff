package io.otter.manager.alarm;

import io.otter.common.health.PipelineHealth;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.ChannelReport.PipelineStatus;
import io.otter.manager.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates alarm rules. Keeps in memory how long positions have been unchanged, so it counts from its own start at the
 * earliest. One thread at a time.
 */
final class AlarmCheck {
    /** How long a log record raises an alarm. */
    private static final Duration RECORD = Duration.ofMinutes(2);

    private final Instant begun;
    private final Map<Long, HeldPosition> positions = new HashMap<>();
    private Map<AlarmKind, Map<Long, Long>> counted = Map.of();

    /** A position and the time since which it has not moved; {@code position} is null when there is none. */
    private record HeldPosition(ChannelReport.@Nullable Position position, Instant since) {}

    AlarmCheck(Instant begun) {
        this.begun = begun;
    }

    /** Takes note of where a pipeline is; to be called before its rules are looked at. */
    void see(PipelineStatus pipeline, Instant now) {
        HeldPosition before = positions.get(pipeline.id());
        boolean waits = !pipeline.inFlight().isEmpty() || pipeline.delayMillis() != null && pipeline.delayMillis() > 0;
        if (before == null || !waits || !Objects.equals(before.position(), pipeline.position())) {
            positions.put(pipeline.id(), new HeldPosition(pipeline.position(), now));
        }
    }

    /**
     * Takes note of what others find out.
     *
     * @param found by kind of rule and by pipeline: rows, or the seconds that are left; without a kind that nobody knows yet
     */
    void seeCounted(Map<AlarmKind, Map<Long, Long>> found) {
        counted = Map.copyOf(found);
    }

    /**
     * What the rule finds wrong; empty when nothing is.
     *
     * @param log the latest log records from nodes
     */
    Optional<Text> find(
            AlarmRule rule, ChannelReport channel, PipelineStatus pipeline, List<AlarmMapper.LogRow> log, Instant now) {
        boolean paused = pipeline.health().state() == PipelineHealth.State.PAUSED_BY_FAULT;
        boolean started = channel.status() == ChannelStatus.START && !paused;
        return switch (rule.kind()) {
            case DELAYTIME ->
                (started || paused) && pipeline.delayMillis() != null && pipeline.delayMillis() > rule.number() * 1_000
                        ? Optional.of(Text.of("alarm.found.late", pipeline.delayMillis() / 1_000, rule.threshold()))
                        : Optional.empty();
            case PIPELINETIMEOUT ->
                started
                        ? longer(rule, latest(pipeline.lastHeard(), channel.since()), now, "alarm.found.silent")
                        : Optional.empty();
            case POSITIONTIMEOUT ->
                started ? longer(rule, standsSince(pipeline, now), now, "alarm.found.stands") : Optional.empty();
            case PROCESSTIMEOUT ->
                pipeline.inFlight().stream()
                        .min(Comparator.comparing(ChannelReport.Process::since))
                        .flatMap(process -> longer(rule, process.since(), now, "alarm.found.batch", process.id()));
            case QUEUESIZE -> queue(rule, pipeline);
            case EXCEPTION -> exception(rule, pipeline, log, now);
            case NOTRUNNING -> notRunning(rule, pipeline, now);
            case CONFLICTS -> counted(rule, pipeline.id(), "alarm.found.conflicts");
            case DEADLETTERS -> counted(rule, pipeline.id(), "alarm.found.letters");
            case DIFFERENCES -> counted(rule, pipeline.id(), "alarm.found.differences");
            case LOGPURGE -> purge(rule, pipeline.id());
        };
    }

    /** Whether the rule can be judged: of an unknown delay nothing is raised, and nothing has recovered. */
    boolean knows(AlarmRule rule, PipelineStatus pipeline) {
        return pipeline.health().state() != PipelineHealth.State.UNKNOWN
                && switch (rule.kind()) {
                    case DELAYTIME -> pipeline.delayMillis() != null;
                    case LOGPURGE -> pipeline.delayMillis() != null && counted.containsKey(AlarmKind.LOGPURGE);
                    default -> true;
                };
    }

    private Optional<Text> notRunning(AlarmRule rule, PipelineStatus pipeline, Instant now) {
        PipelineHealth health = pipeline.health();
        Instant since = health.since();
        ChannelReport.Fault error = pipeline.lastError();
        return switch (health.state()) {
            case PAUSED_BY_FAULT -> longer(rule, since, now, "alarm.found.paused", pipeline.reason());
            case FAILING -> longer(rule, latest(since), now, "alarm.found.failing", error == null ? "" : error.code());
            case SILENT -> longer(rule, latest(since), now, "alarm.found.silent");
            case STARTING, NO_OWNER, DRAINED, NOT_READY ->
                longer(
                        rule,
                        latest(since),
                        now,
                        pipeline.mainstem() == null ? "alarm.found.owner" : "alarm.found.ready");
            case UNKNOWN, STOPPED, PAUSED, CATCHING_UP, RUNNING -> Optional.empty();
        };
    }

    private Optional<Text> counted(AlarmRule rule, long id, String key) {
        long rows = counted.getOrDefault(rule.kind(), Map.of()).getOrDefault(id, 0L);
        return rows > rule.number() ? Optional.of(Text.of(key, rows, rule.threshold())) : Optional.empty();
    }

    private Optional<Text> purge(AlarmRule rule, long id) {
        Long seconds = counted.getOrDefault(AlarmKind.LOGPURGE, Map.of()).get(id);
        return seconds != null && seconds < rule.number()
                ? Optional.of(Text.of("alarm.found.purge", seconds, rule.threshold()))
                : Optional.empty();
    }

    private static Optional<Text> queue(AlarmRule rule, PipelineStatus pipeline) {
        long rows = pipeline.inFlight().stream()
                .mapToLong(ChannelReport.Process::rows)
                .sum();
        return rows > rule.number()
                ? Optional.of(Text.of("alarm.found.queue", rows, rule.threshold()))
                : Optional.empty();
    }

    private static Optional<Text> exception(
            AlarmRule rule, PipelineStatus pipeline, List<AlarmMapper.LogRow> log, Instant now) {
        ChannelReport.Fault error = pipeline.lastError();
        long earliest = now.minus(RECORD).getEpochSecond();
        String id = Long.toString(pipeline.id());
        return Stream.concat(
                        Stream.of(error == null ? "" : error.code() + " " + error.message(), pipeline.reason()),
                        log.stream()
                                .filter(record -> record.pipelineId().equals(id) && record.at() >= earliest)
                                .map(AlarmMapper.LogRow::text))
                .filter(rule::matches)
                .findFirst()
                .map(Text::plain);
    }

    private Instant standsSince(PipelineStatus pipeline, Instant now) {
        HeldPosition standing = positions.get(pipeline.id());
        return standing == null ? now : standing.since();
    }

    /** What a manager has not heard before it began to look is nobody's fault. */
    private Instant latest(@Nullable Instant... since) {
        return Stream.of(since)
                .filter(Objects::nonNull)
                .filter(begun::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(begun);
    }

    /** @param key of the message; its values are the seconds, the threshold and {@code more} */
    private static Optional<Text> longer(
            AlarmRule rule, @Nullable Instant since, Instant now, String key, Object... more) {
        if (since == null) {
            return Optional.empty();
        }
        long seconds = Duration.between(since, now).toSeconds();
        return seconds > rule.number()
                ? Optional.of(Text.of(
                        key,
                        Stream.concat(Stream.of(seconds, rule.threshold()), Stream.of(more))
                                .toArray()))
                : Optional.empty();
    }
}
