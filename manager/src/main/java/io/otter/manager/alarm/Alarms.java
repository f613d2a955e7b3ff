package io.otter.manager.alarm;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.alarm.AlarmMapper.AlarmRow;
import io.otter.manager.audit.Audit;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import io.otter.manager.user.Access;
import io.otter.manager.user.Role;
import io.otter.manager.user.RowSecrets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Active and recent alarms. Thread-safe. */
@Service
public final class Alarms {
    private final AlarmMapper mapper;
    private final AlarmRules rules;
    private final ChannelBoard board;
    private final Access access;
    private final Audit audit;
    private final AlarmWords words;
    private final RowSecrets secrets;

    Alarms(
            AlarmMapper mapper,
            AlarmRules rules,
            ChannelBoard board,
            Access access,
            Audit audit,
            AlarmWords words,
            RowSecrets secrets) {
        this.secrets = secrets;
        this.mapper = mapper;
        this.rules = rules;
        this.board = board;
        this.access = access;
        this.audit = audit;
        this.words = words;
    }

    /**
     * One alarm.
     *
     * @param raised when it began
     * @param told when it was last sent, null if not yet
     * @param recovered null while active
     * @param text what is or was wrong
     * @param message the same in English
     * @param acknowledgedBy empty while unacknowledged
     */
    public record Alarm(
            long id,
            AlarmKind kind,
            String channel,
            String pipeline,
            Instant raised,
            @Nullable Instant told,
            @Nullable Instant recovered,
            @JsonIgnore Text text,
            String message,
            String description,
            String acknowledgedBy) {}

    /** The active alarms: unacknowledged ones first, then by age, oldest first. */
    public List<Alarm> active() {
        List<AlarmRow> rows = mapper.active();
        return rows.isEmpty()
                ? List.of()
                : alarms(rows).stream()
                        .sorted(Comparator.comparing(
                                        (Alarm alarm) -> !alarm.acknowledgedBy().isEmpty())
                                .thenComparing(Alarm::raised))
                        .toList();
    }

    /** The recovered alarms, latest first. */
    List<Alarm> past(int most) {
        return alarms(mapper.past(most));
    }

    /**
     * Marks an alarm as taken care of, so that it is not repeated until it has recovered.
     *
     * @throws OtterException with NOT_FOUND if it is not active, or if the user lacks the role
     */
    void acknowledge(long id) {
        String who = access.require(Role.OPERATOR).name();
        Alarm alarm = active().stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.ALARM_OVER.with(id)));
        if (mapper.acknowledge(id, who) == 1) {
            audit.did(Text.of("act.alarm", id, alarm.kind(), alarm.channel(), alarm.pipeline()));
        }
    }

    /** The names of a pipeline and its channel. */
    record Place(String channel, String pipeline) {}

    /** Names by pipeline id. */
    Map<Long, Place> places() {
        Map<Long, Place> places = new HashMap<>();
        board.facts()
                .configured()
                .channels()
                .forEach(channel -> channel.pipelines()
                        .forEach(pipeline -> places.put(pipeline.id(), new Place(channel.name(), pipeline.name()))));
        return places;
    }

    private List<Alarm> alarms(List<AlarmRow> rows) {
        Map<Long, AlarmRule> all = rules.list().stream().collect(Collectors.toMap(AlarmRule::id, Function.identity()));
        Map<Long, Place> places = places();
        return rows.stream()
                .filter(row -> all.containsKey(row.ruleId()))
                .map(row -> {
                    AlarmRule rule = Objects.requireNonNull(all.get(row.ruleId()), "an alarm without its rule");
                    Place place = places.getOrDefault(rule.pipelineId(), new Place("", ""));
                    return new Alarm(
                            row.id(),
                            rule.kind(),
                            place.channel(),
                            place.pipeline(),
                            Instant.ofEpochMilli(row.raisedMillis()),
                            row.toldMillis() == 0 ? null : Instant.ofEpochMilli(row.toldMillis()),
                            row.recoveredMillis() == 0 ? null : Instant.ofEpochMilli(row.recoveredMillis()),
                            secrets.shown(AlarmWords.read(row.message())),
                            secrets.shown(words.english(row.message())),
                            rule.description(),
                            row.acknowledgedBy());
                })
                .toList();
    }
}
