package io.otter.manager.alarm;

import io.otter.arbitrate.leader.Leadership;
import io.otter.arbitrate.session.Coordination;
import io.otter.manager.channel.PipelineFacts;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets the {@link AlarmWatch} look every few seconds while this manager leads. Nodes report to one manager, so one that hears
 * them is fitter to lead than one that does not.
 */
@Component
final class AlarmGuard implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AlarmGuard.class);
    private static final long PERIOD_SECONDS = 5;
    private static final Duration HEARD = Duration.ofSeconds(30);

    private final AlarmWatch watch;
    private final PipelineFacts facts;
    private final Leadership leadership;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "alarms");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;
    private boolean failing;

    AlarmGuard(AlarmWatch watch, PipelineFacts facts, Coordination coordination) {
        this.watch = watch;
        this.facts = facts;
        leadership = new Leadership(coordination);
    }

    @Override
    public void start() {
        running = true;
        worker.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
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
                watch.look();
            } else {
                watch.rest();
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("alarm rules are not looked at now; it is tried again: {}", e.toString());
            }
            failing = true;
        }
    }
}
