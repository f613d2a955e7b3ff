package io.otter.manager.channel;

import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationChanged;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * A snapshot of all channels and nodes, refreshed every two seconds by one thread, so that a page with hundreds of
 * pipelines queries neither ZooKeeper nor the database. Thread-safe.
 */
@Component
public final class ChannelBoard {
    private static final Logger log = LoggerFactory.getLogger(ChannelBoard.class);
    private static final long PERIOD_MILLIS = 2_000;

    private final ChannelService channels;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Facts facts;
    private volatile boolean failing;

    ChannelBoard(ChannelService channels) {
        this.channels = channels;
    }

    /**
     * The state of everything at one moment.
     *
     * @param at when it was read
     */
    public record Facts(Instant at, Configuration configured, List<ChannelReport> channels, List<NodeReport> nodes) {
        public Facts {
            channels = List.copyOf(channels);
            nodes = List.copyOf(nodes);
        }
    }

    /** At most a few seconds old; older only if the database does not answer. Reads synchronously only on first use. */
    public Facts facts() {
        Facts known = facts;
        return known == null ? refresh() : known;
    }

    /** Reads now. */
    public synchronized Facts refresh() {
        Facts read = channels.facts();
        facts = read;
        return read;
    }

    /** Calls {@code watcher} after each refresh, on the refreshing thread: it must not block. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    @EventListener
    void configurationChanged(ConfigurationChanged event) {
        refresh();
    }

    @Scheduled(fixedDelay = PERIOD_MILLIS)
    void read() {
        try {
            refresh();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("the state of the channels cannot be read; pages show the last known state: {}", e.toString());
            }
            failing = true;
        }
        watchers.forEach(Runnable::run);
    }
}
