package io.otter.manager.monitor;

import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.parameter.ParameterStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Deletes statistics, log records, past alarms and what is known of single rows when they are older than configured: once a day, in small batches so that
 * nothing is blocked. Keeps the audit log. Several managers may run it concurrently.
 */
@Component
final class Retention implements SmartLifecycle {
    /** Number of rows deleted per statement. */
    static final int BATCH = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration PERIOD = Duration.ofDays(1);
    /** Pause between batches, to let other work through. */
    private static final Duration BREATH = Duration.ofMillis(200);

    private final ParameterStore parameters;
    private final List<LongUnaryOperator> tables;
    /** What is known of single rows. */
    private final List<LongUnaryOperator> rows;

    private final int rowDays;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "retention");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;

    Retention(ParameterStore parameters, RetentionMapper mapper, ManagerSettings settings) {
        this.parameters = parameters;
        tables = List.of(
                seconds -> mapper.delays(seconds, BATCH),
                seconds -> mapper.throughputs(seconds, BATCH),
                seconds -> mapper.tableHistories(seconds, BATCH),
                seconds -> mapper.logRecords(seconds, BATCH),
                seconds -> mapper.alarms(seconds * 1_000, BATCH),
                seconds -> mapper.runs(seconds * 1_000, BATCH),
                seconds -> mapper.differences(BATCH),
                seconds -> mapper.copiedPairs(BATCH),
                seconds -> mapper.orphanedRules(BATCH));
        rowDays = settings.access().rowDays();
        rows = List.of(
                millis -> mapper.conflicts(millis, BATCH),
                millis -> mapper.verifyRows(millis, BATCH),
                millis -> mapper.settledLetters(millis, BATCH),
                millis -> mapper.discardedLetters(millis, BATCH));
    }

    @Override
    public void start() {
        running = true;
        again(FIRST);
    }

    @Override
    public void stop() {
        running = false;
        worker.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /**
     * Deletes one batch from each table.
     *
     * @return whether there may be more
     */
    boolean deleteSome() {
        long earliest = clock.instant()
                .minus(Duration.ofDays(parameters.read().retentionDays()))
                .getEpochSecond();
        boolean more = false;
        for (LongUnaryOperator table : tables) {
            more |= table.applyAsLong(earliest) == BATCH;
        }
        long earliestRow = clock.instant().minus(Duration.ofDays(rowDays)).toEpochMilli();
        for (LongUnaryOperator table : rows) {
            more |= table.applyAsLong(earliestRow) == BATCH;
        }
        return more;
    }

    private void delete() {
        boolean more = false;
        try {
            more = deleteSome();
        } catch (RuntimeException e) {
            log.warn("old statistics could not be deleted; retrying tomorrow: {}", e.toString());
        }
        again(more ? BREATH : PERIOD);
    }

    private void again(Duration pause) {
        if (running) {
            worker.schedule(this::delete, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
