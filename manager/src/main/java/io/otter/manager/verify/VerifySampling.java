package io.otter.manager.verify;

import io.otter.common.error.OtterException;
import io.otter.manager.publication.Resolver;
import io.otter.manager.run.ChosenPairs;
import io.otter.manager.run.Run;
import io.otter.manager.run.Runs;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Has a channel whose configuration asks for it compare rows as they change, by an open run. That begins anew with another
 * configuration and every six hours, so that rows that were repaired count no more; one that found nothing leaves nothing.
 * Thread-safe.
 */
@Component
final class VerifySampling {
    private static final Logger log = LoggerFactory.getLogger(VerifySampling.class);
    static final Duration LONGEST = Duration.ofHours(6);
    /** Runs of a channel that are looked at. */
    private static final int LATEST = 100;

    private final Runs runs;
    private final Clock clock = Clock.systemUTC();
    /** By channel, what was seen to last. */
    private final Map<Long, Integer> kept = new ConcurrentHashMap<>();

    VerifySampling(Runs runs) {
        this.runs = runs;
    }

    static boolean is(Run run) {
        return run.byUser().equals(Run.BY_SAMPLING);
    }

    /** Call again and again while the channel runs. */
    void keep(VerifyKind kind, Configuration configured, Channel channel) {
        int wanted = channel.verifySample();
        if (wanted == 0 && Objects.equals(kept.get(channel.id()), 0)) {
            return;
        }
        List<Run> own = runs.kept(kind, channel.id(), LATEST).stream()
                .filter(VerifySampling::is)
                .toList();
        Optional<VerifyOrder> order = wanted == 0 ? Optional.empty() : order(configured, channel);
        boolean goesOn = false;
        for (Run run : own.stream().filter(run -> !run.isOver()).toList()) {
            if (!goesOn && order.isPresent() && isCurrent(run, order.get())) {
                goesOn = true;
            } else {
                end(kind, run);
            }
        }
        if (!goesOn && order.isPresent()) {
            long since = own.stream().mapToLong(Run::startedMillis).max().orElse(0) + 1;
            runs.beginFirst(kind, channel.id(), Run.BY_SAMPLING, order.get(), since);
        }
        kept.put(channel.id(), wanted);
    }

    private boolean isCurrent(Run run, VerifyOrder wanted) {
        return VerifyKind.order(run).equals(wanted)
                && Instant.ofEpochMilli(run.startedMillis()).plus(LONGEST).isAfter(clock.instant());
    }

    private void end(VerifyKind kind, Run run) {
        Run last = runs.refreshed(kind, run);
        runs.cancel(kind, last, "");
        if (kind.kept(last).stream().allMatch(table -> table.differences() == 0)) {
            runs.forget(last);
        }
    }

    private static Optional<VerifyOrder> order(Configuration configured, Channel channel) {
        try {
            List<ChosenPairs> parts = ChosenPairs.of(new Resolver(configured).channel(channel), null);
            return Optional.of(new VerifyOrder(parts, "", channel.verifySample()));
        } catch (OtterException e) {
            log.debug("channel {} is not complete: {}", channel.name(), e.getMessage());
            return Optional.empty();
        }
    }
}
