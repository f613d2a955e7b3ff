package io.otter.manager.monitor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes figures coarser as they grow older, so that a year of them stays small: no sum and no longest delay is lost. Works on one
 * span at a time, so that nothing is blocked; several managers may do so concurrently, since the second finds nothing to do.
 * Thread-safe.
 */
@Component
final class RollUp {
    private static final Logger log = LoggerFactory.getLogger(RollUp.class);
    private static final long PERIOD_MINUTES = 10;
    /** Pause between spans, to let other work through. */
    private static final long BREATH_MILLIS = 50;

    private static final Duration LEAST_SPAN = Duration.ofHours(1);

    /**
     * Figures of one step, once they are {@code after} old. Those older than {@code until} are left to the next level; it
     * needs no finer ones, should no manager have run meanwhile.
     */
    enum Level {
        TEN_MINUTES(Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofDays(3)),
        HOUR(Duration.ofHours(1), Duration.ofDays(2), Duration.ofDays(60)),
        DAY(Duration.ofDays(1), Duration.ofDays(32), Duration.ofDays(3_660));

        private final long step;
        private final long after;
        private final long until;

        Level(Duration step, Duration after, Duration until) {
            this.step = step.toSeconds();
            this.after = after.toSeconds();
            this.until = until.toSeconds();
        }

        private long span() {
            return Math.max(step, LEAST_SPAN.toSeconds());
        }
    }

    private final RollUpMapper mapper;
    private final TransactionTemplate transaction;
    private final TaskScheduler scheduler;
    private final Clock clock;
    /** Where each level goes on. */
    private final Map<Level, Long> next = new EnumMap<>(Level.class);

    @Autowired
    RollUp(RollUpMapper mapper, PlatformTransactionManager transactions, TaskScheduler scheduler) {
        this(mapper, transactions, scheduler, Clock.systemUTC());
    }

    RollUp(RollUpMapper mapper, PlatformTransactionManager transactions, TaskScheduler scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.mapper = mapper;
        this.clock = clock;
        transaction = new TransactionTemplate(transactions);
    }

    /**
     * Rolls up one span.
     *
     * @return whether there may be more to do now
     */
    synchronized boolean rollSome() {
        long now = clock.instant().getEpochSecond();
        for (Level level : Level.values()) {
            long end = now - level.after;
            Long from = next.get(level);
            if (from == null) {
                Long oldest = mapper.oldest();
                from = Math.max(oldest == null ? now : oldest, now - level.until);
                from -= from % level.span();
            }
            long to = from + level.span();
            if (to <= end) {
                roll(from, to, level.step);
                next.put(level, to);
                return true;
            }
        }
        return false;
    }

    private void roll(long from, long to, long step) {
        transaction.executeWithoutResult(status -> {
            mapper.sumDelays(from, to, step);
            mapper.deleteDelays(from, to, step);
        });
        transaction.executeWithoutResult(status -> {
            mapper.sumThroughputs(from, to, step);
            mapper.deleteThroughputs(from, to, step);
        });
        transaction.executeWithoutResult(status -> {
            mapper.sumTables(from, to, step);
            mapper.deleteTables(from, to, step);
        });
    }

    @Scheduled(initialDelay = PERIOD_MINUTES, fixedDelay = PERIOD_MINUTES, timeUnit = TimeUnit.MINUTES)
    void rollOn() {
        try {
            if (rollSome()) {
                scheduler.schedule(this::rollOn, Instant.now().plusMillis(BREATH_MILLIS));
            }
        } catch (RuntimeException e) {
            log.warn("old statistics could not be made coarser; retrying later: {}", e.toString());
        }
    }
}
