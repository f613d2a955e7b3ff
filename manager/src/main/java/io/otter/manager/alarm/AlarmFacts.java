package io.otter.manager.alarm;

import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.monitor.Reports;
import io.otter.manager.position.LogRetention;
import io.otter.manager.position.LogRetention.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What rules are judged by, as it is now. Thread-safe. */
@Component
final class AlarmFacts {
    /** How long a conflict counts. */
    private static final Duration CONFLICTS = Duration.ofHours(1);

    private static final int MAX_RECORDS = 500;

    private final ChannelBoard board;
    private final AlarmMapper mapper;
    private final LogRetention retention;

    AlarmFacts(ChannelBoard board, AlarmMapper mapper, LogRetention retention) {
        this.board = board;
        this.mapper = mapper;
        this.retention = retention;
    }

    List<ChannelReport> channels() {
        return board.facts().channels();
    }

    /** The latest log records from nodes. */
    List<AlarmMapper.LogRow> records() {
        return mapper.log(Reports.MANAGER, MAX_RECORDS);
    }

    /** By those of these kinds that are counted, and by pipeline: rows, or the seconds that are left. */
    Map<AlarmKind, Map<Long, Long>> counted(Set<AlarmKind> kinds, Instant now) {
        Map<AlarmKind, Map<Long, Long>> counted = new EnumMap<>(AlarmKind.class);
        for (AlarmKind kind : kinds) {
            count(kind, now).ifPresent(found -> counted.put(kind, found));
        }
        return counted;
    }

    private Optional<Map<Long, Long>> count(AlarmKind kind, Instant now) {
        return switch (kind) {
            case CONFLICTS -> rows(mapper.conflicts(now.minus(CONFLICTS).toEpochMilli()));
            case DEADLETTERS -> rows(mapper.letters());
            case DIFFERENCES -> rows(mapper.differences());
            case LOGPURGE ->
                retention
                        .known()
                        .map(ending -> ending.stream()
                                .collect(Collectors.toMap(Ending::pipelineId, one -> one.secondsLeft(now))));
            case DELAYTIME, PIPELINETIMEOUT, POSITIONTIMEOUT, PROCESSTIMEOUT, QUEUESIZE, EXCEPTION, NOTRUNNING ->
                Optional.empty();
        };
    }

    private static Optional<Map<Long, Long>> rows(List<AlarmMapper.CountRow> counted) {
        return Optional.of(
                counted.stream().collect(Collectors.toMap(AlarmMapper.CountRow::id, AlarmMapper.CountRow::rows)));
    }
}
