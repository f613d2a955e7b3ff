package io.otter.manager.run;

import io.otter.common.model.ChannelStatus;
import io.otter.manager.publication.BeforeNodesHear;
import io.otter.manager.publication.DesiredStates;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Has nodes know of the open runs, and keeps what they show; every two seconds, so that a run that nobody looks at is kept,
 * too, and one that a wiped ZooKeeper has lost goes on. Several managers may do so at the same time. Thread-safe.
 */
@Component
final class RunKeeper {
    private static final Logger log = LoggerFactory.getLogger(RunKeeper.class);
    private static final long PERIOD_MILLIS = 2_000;

    private final Runs runs;
    private final RunMapper mapper;
    private final List<RunKind<?, ?>> kinds;
    private final ConfigurationStore configuration;
    private final DesiredStates states;
    private volatile boolean failing;

    RunKeeper(
            Runs runs,
            RunMapper mapper,
            List<RunKind<?, ?>> kinds,
            ConfigurationStore configuration,
            DesiredStates states) {
        this.runs = runs;
        this.mapper = mapper;
        this.kinds = List.copyOf(kinds);
        this.configuration = configuration;
        this.states = states;
    }

    /** The first rows that nodes send have to know of the copies that are due. */
    @EventListener
    void beginDue(BeforeNodesHear event) {
        try {
            beginDue(event.starting());
        } catch (RuntimeException e) {
            log.warn("copies that are due begin later: {}", e.toString());
        }
    }

    @Scheduled(initialDelay = PERIOD_MILLIS, fixedDelay = PERIOD_MILLIS)
    void keep() {
        try {
            List<Run> open = mapper.open();
            Set<Long> channels =
                    configuration.read().channels().stream().map(Channel::id).collect(Collectors.toSet());
            beginDue((Long) null);
            for (RunKind<?, ?> kind : kinds) {
                open.stream().filter(run -> run.kind().equals(kind.name())).forEach(run -> keep(kind, run, channels));
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("how far copies and comparisons are cannot be kept: {}", e.toString());
            }
            failing = true;
        }
    }

    /** Of channels that run, so that one that is still being put together gets one copy and not many. */
    private void beginDue(@Nullable Long starting) {
        Configuration configured = configuration.read();
        for (Channel channel : configured.channels()) {
            if (Objects.equals(starting, channel.id())
                    || states.of(channel.id()).status() == ChannelStatus.START) {
                kinds.forEach(kind -> kind.beginDue(configured, channel));
            }
        }
    }

    private void keep(RunKind<?, ?> kind, Run run, Set<Long> channels) {
        if (channels.contains(run.channelId())) {
            runs.refreshed(kind, run);
        } else {
            runs.drop(kind, run);
        }
    }
}
