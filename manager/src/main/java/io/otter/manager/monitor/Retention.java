package io.otter.manager.monitor;

import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.configuration.RetentionSettings;
import io.otter.manager.parameter.ParameterStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes what would grow for ever when it is older than configured, or when what it is about is gone: once a day, in small batches
 * so that nothing is blocked. Several managers may run it concurrently.
 */
@Component
final class Retention {
    /** Number of rows deleted per statement. */
    static final int BATCH = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final long FIRST_MINUTES = 5;
    private static final long PERIOD_MINUTES = 24 * 60;
    /** Pause between batches, to let other work through. */
    private static final long BREATH_MILLIS = 200;

    private final ParameterStore parameters;
    private final RetentionSettings kept;
    /** What operators say how long to keep; seconds. */
    private final List<LongUnaryOperator> records;
    /** The figures of curves and what belongs to them; seconds. */
    private final List<LongUnaryOperator> figures;
    /** What is known of single rows; milliseconds. */
    private final List<LongUnaryOperator> rows;

    private final LongUnaryOperator audit;
    private final List<LongUnaryOperator> orphans;
    private final TaskScheduler scheduler;
    private final Clock clock = Clock.systemUTC();

    Retention(ParameterStore parameters, RetentionMapper mapper, ManagerSettings settings, TaskScheduler scheduler) {
        this.scheduler = scheduler;
        this.parameters = parameters;
        kept = settings.access().kept();
        records = List.of(
                seconds -> mapper.logRecords(seconds, BATCH),
                seconds -> mapper.alarms(seconds * 1_000, BATCH),
                seconds -> mapper.runs(seconds * 1_000, BATCH),
                seconds -> mapper.expiredTokens(seconds * 1_000, BATCH),
                seconds -> mapper.endedApprovals(seconds * 1_000, BATCH),
                seconds -> mapper.countersOfEndedNodes(seconds, BATCH));
        figures = List.of(
                seconds -> mapper.delays(seconds, BATCH),
                seconds -> mapper.throughputs(seconds, BATCH),
                seconds -> mapper.tableHistories(seconds, BATCH),
                seconds -> mapper.schemaChanges(seconds, BATCH),
                seconds -> mapper.schemaSnapshots(seconds, BATCH));
        audit = seconds -> mapper.audit(seconds, BATCH);
        orphans = List.of(
                most -> mapper.differences(BATCH),
                most -> mapper.copiedPairs(BATCH),
                most -> mapper.orphanedDoors(BATCH),
                most -> mapper.orphanedRules(BATCH),
                most -> mapper.orphanedTotals(BATCH),
                most -> mapper.orphanedStates(BATCH));
        rows = List.of(
                millis -> mapper.conflicts(millis, BATCH),
                millis -> mapper.verifyRows(millis, BATCH),
                millis -> mapper.settledLetters(millis, BATCH),
                millis -> mapper.discardedLetters(millis, BATCH));
    }

    /**
     * Deletes one batch from each table.
     *
     * @return whether there may be more
     */
    boolean deleteSome() {
        boolean more = delete(records, earliest(parameters.read().retentionDays()));
        more |= delete(figures, earliest(kept.history()));
        more |= delete(rows, earliest(kept.rows()) * 1_000);
        if (kept.audit() > 0) {
            more |= delete(List.of(audit), earliest(kept.audit()));
        }
        return more | delete(orphans, 0);
    }

    private long earliest(int days) {
        return clock.instant().minus(Duration.ofDays(days)).getEpochSecond();
    }

    private static boolean delete(List<LongUnaryOperator> tables, long earliest) {
        boolean more = false;
        for (LongUnaryOperator table : tables) {
            more |= table.applyAsLong(earliest) == BATCH;
        }
        return more;
    }

    @Scheduled(initialDelay = FIRST_MINUTES, fixedDelay = PERIOD_MINUTES, timeUnit = TimeUnit.MINUTES)
    void deleteOn() {
        try {
            if (deleteSome()) {
                scheduler.schedule(this::deleteOn, clock.instant().plusMillis(BREATH_MILLIS));
            }
        } catch (RuntimeException e) {
            log.warn("what is old could not be deleted; retrying tomorrow: {}", e.toString());
        }
    }
}
