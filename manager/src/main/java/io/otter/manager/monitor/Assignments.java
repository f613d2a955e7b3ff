package io.otter.manager.monitor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationChanged;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Which nodes select and load for which pipelines, as configured, and until lately: a node has more to say of what was taken
 * from it. While the database does not answer, what was read last holds. Thread-safe.
 */
@Component
final class Assignments {
    private static final Logger log = LoggerFactory.getLogger(Assignments.class);
    /** Who was added by another manager is looked for {@link #again}; who was removed is known after so long. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final Duration AGAIN = Duration.ofMillis(250);
    /** Longer than the minute after which a node's last rows are counted and told of. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(2);

    private final Supplier<Configuration> configuration;
    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<Duty, Instant> seen = new HashMap<>();

    @GuardedBy("this")
    private Map<Integer, Set<Duty>> byNode = Map.of();

    @GuardedBy("this")
    private Instant read = Instant.EPOCH;

    @Autowired
    Assignments(ConfigurationStore configuration) {
        this(configuration::read, InstantSource.system());
    }

    Assignments(Supplier<Configuration> configuration, InstantSource clock) {
        this.configuration = configuration;
        this.clock = clock;
    }

    /**
     * What a node has to do for a pipeline.
     *
     * @param canal whose log it reads; empty if it only loads
     */
    record Duty(int nid, long channelId, long pipelineId, String canal) {}

    synchronized Set<Duty> of(int nid) {
        read(FRESH);
        return byNode.getOrDefault(nid, Set.of());
    }

    /** Likewise, as it is now; empty if that was read a moment ago, so that nobody has the database read on and on. */
    synchronized Optional<Set<Duty>> again(int nid) {
        return read(AGAIN) ? Optional.of(byNode.getOrDefault(nid, Set.of())) : Optional.empty();
    }

    /** Before it is published, so that what a node has just been given is known when it first tells of it. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    synchronized void configurationChanged(ConfigurationChanged event) {
        read = Instant.EPOCH;
    }

    private synchronized boolean read(Duration oldest) {
        Instant now = clock.instant();
        if (now.isBefore(read.plus(oldest))) {
            return false;
        }
        read = now;
        List<Duty> present;
        try {
            present = configuration.get().channels().stream()
                    .flatMap(Assignments::duties)
                    .toList();
        } catch (DataAccessException | TransactionException e) {
            log.debug("who works for which pipeline cannot be read: {}", e.getMessage());
            return false;
        }
        present.forEach(duty -> seen.put(duty, now));
        seen.values().removeIf(at -> at.plus(AFTERWARDS).isBefore(now));
        byNode = seen.keySet().stream().collect(Collectors.groupingBy(Duty::nid, Collectors.toUnmodifiableSet()));
        return true;
    }

    private static Stream<Duty> duties(Channel channel) {
        return channel.pipelines().stream()
                .flatMap(pipeline -> Stream.concat(
                        duties(channel, pipeline, pipeline.select(), pipeline.canal()),
                        duties(channel, pipeline, pipeline.load(), "")));
    }

    private static Stream<Duty> duties(Channel channel, Pipeline pipeline, List<Integer> nids, String canal) {
        return nids.stream().map(nid -> new Duty(nid, channel.id(), pipeline.id(), canal));
    }
}
