package io.otter.manager.alarm;

import io.otter.common.error.OtterException;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.Recoveries;
import io.otter.manager.channel.Restarts;
import io.otter.manager.text.Text;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Has channels started again of whose active alarms a rule says so; see {@link Restarts}. Thread-safe. */
@Component
final class AutoRecovery implements Recoveries {
    private static final Logger log = LoggerFactory.getLogger(AutoRecovery.class);

    private final AlarmRules rules;
    private final AlarmMapper mapper;
    private final AlarmFacts facts;
    private final Restarts restarts;

    AutoRecovery(AlarmRules rules, AlarmMapper mapper, AlarmFacts facts, Restarts restarts) {
        this.rules = rules;
        this.mapper = mapper;
        this.facts = facts;
        this.restarts = restarts;
    }

    private record Planned(ChannelReport channel, Restarts.Plan plan) {}

    /** Starts what is due. */
    void look(Instant now) {
        for (Planned planned : planned(now).values()) {
            if (planned.plan().due()) {
                restarts.start(planned.channel().id(), planned.channel().name(), planned.plan());
            }
        }
    }

    /** What is to become of paused channels, by the id of the alarm; of none while ZooKeeper does not answer. */
    Map<Long, Text> shown() {
        try {
            return planned(Instant.now()).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().plan().text()));
        } catch (OtterException e) {
            return Map.of();
        }
    }

    @Override
    public Map<Long, Restarts.Plan> plans() {
        try {
            return planned(Instant.now()).values().stream()
                    .collect(Collectors.toMap(one -> one.channel().id(), Planned::plan, (one, other) -> one));
        } catch (OtterException | DataAccessException e) {
            log.debug("what becomes of paused channels is not known", e);
            return Map.of();
        }
    }

    /** By the id of the alarm. */
    private Map<Long, Planned> planned(Instant now) {
        Map<Long, Long> recovering = rules.list().stream()
                .filter(rule -> rule.enabled() && rule.autoRecovery())
                .collect(Collectors.toMap(AlarmRule::id, AlarmRule::pipelineId));
        Map<Long, Planned> planned = new HashMap<>();
        if (recovering.isEmpty()) {
            return planned;
        }
        Map<Long, ChannelReport> channels = byPipeline(facts.channels());
        for (AlarmMapper.AlarmRow alarm : mapper.active()) {
            Optional.ofNullable(recovering.get(alarm.ruleId()))
                    .map(channels::get)
                    .filter(channel -> channel.status() != null)
                    .ifPresent(channel -> restarts.plan(channel.id(), now)
                            .ifPresent(plan -> planned.put(alarm.id(), new Planned(channel, plan))));
        }
        return planned;
    }

    private static Map<Long, ChannelReport> byPipeline(List<ChannelReport> channels) {
        return channels.stream()
                .flatMap(channel -> channel.pipelines().stream().map(pipeline -> Map.entry(pipeline.id(), channel)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
