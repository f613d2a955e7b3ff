package io.otter.manager.alarm;

import io.otter.manager.monitor.Reports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Estimates from the statistics how often a rule would have raised an alarm recently. Thread-safe. */
@Component
final class AlarmPreview {
    private static final Duration LOOK_BACK = Duration.ofHours(24);

    private final AlarmMapper mapper;
    private final Clock clock = Clock.systemUTC();

    AlarmPreview(AlarmMapper mapper) {
        this.mapper = mapper;
    }

    /** The number of alarms in the last 24 hours; empty for kinds without statistics. */
    Optional<Integer> count(AlarmRule rule) {
        long since = clock.instant().minus(LOOK_BACK).getEpochSecond();
        return switch (rule.kind()) {
            case DELAYTIME -> Optional.of(late(rule, since));
            case EXCEPTION -> Optional.of(records(rule, since));
            case PIPELINETIMEOUT,
                    POSITIONTIMEOUT,
                    PROCESSTIMEOUT,
                    QUEUESIZE,
                    NOTRUNNING,
                    CONFLICTS,
                    DEADLETTERS,
                    DIFFERENCES,
                    LOGPURGE -> Optional.empty();
        };
    }

    private int late(AlarmRule rule, long since) {
        int count = 0;
        boolean late = false;
        for (AlarmMapper.DelayRow row : mapper.delaysSince(rule.pipelineId(), since)) {
            boolean now = row.millis() > rule.number() * 1_000 && applies(rule, row.at());
            count += now && !late ? 1 : 0;
            late = now;
        }
        return count;
    }

    /** Records within one interval count as one alarm. */
    private int records(AlarmRule rule, long since) {
        int count = 0;
        long last = Long.MIN_VALUE / 2;
        for (AlarmMapper.LogRow row : mapper.logSince(Long.toString(rule.pipelineId()), Reports.MANAGER, since)) {
            if (rule.matches(row.text()) && applies(rule, row.at()) && row.at() - last >= rule.intervalSeconds()) {
                count++;
                last = row.at();
            }
        }
        return count;
    }

    private static boolean applies(AlarmRule rule, long at) {
        return rule.appliesAt(LocalTime.ofInstant(Instant.ofEpochSecond(at), ZoneId.systemDefault()));
    }
}
