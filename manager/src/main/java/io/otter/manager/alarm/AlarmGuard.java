package io.otter.manager.alarm;

import io.otter.arbitrate.leader.Leadership;
import io.otter.arbitrate.session.Coordination;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.monitor.StateLog;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the {@link AlarmWatch} every few seconds while this manager leads. Nodes report to one manager, so a manager
 * that receives reports is a better leader than one that does not.
 */
@Component
final class AlarmGuard implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AlarmGuard.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration HEARD = Duration.ofSeconds(30);

    private final AlarmWatch watch;
    private final AutoRecovery recovery;
    private final StateLog states;
    private final ChannelBoard board;
    private final PipelineFacts facts;
    private final Leadership leadership;
    private final Duration period;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "alarms");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;
    private boolean failing;

    @Autowired
    AlarmGuard(
            AlarmWatch watch,
            AutoRecovery recovery,
            StateLog states,
            ChannelBoard board,
            PipelineFacts facts,
            Coordination coordination) {
        this(watch, recovery, states, board, facts, coordination, PERIOD);
    }

    AlarmGuard(
            AlarmWatch watch,
            AutoRecovery recovery,
            StateLog states,
            ChannelBoard board,
            PipelineFacts facts,
            Coordination coordination,
            Duration period) {
        this.watch = watch;
        this.recovery = recovery;
        this.states = states;
        this.board = board;
        this.facts = facts;
        this.period = period;
        leadership = new Leadership(coordination);
    }

    @Override
    public void start() {
        running = true;
        worker.scheduleWithFixedDelay(this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        worker.shutdownNow();
        leadership.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void look() {
        try {
            if (leadership.leads(facts.heardWithin(HEARD))) {
                states.look(board.facts());
                watch.look();
                recovery.look(Instant.now());
            } else {
                watch.rest();
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("alarm rules could not be evaluated; retrying: {}", e.toString());
            }
            failing = true;
        }
    }
}
