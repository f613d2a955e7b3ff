package io.otter.manager.publication;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.channel.PipelineWish;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * The desired states of the channels in the manager's database. ZooKeeper has what nodes act upon, and nodes pause channels
 * there; what is in ZooKeeper is kept here, and what ZooKeeper has lost comes back from here. A channel that was ever started
 * has a state in ZooKeeper for as long as it exists, so its absence shows that ZooKeeper was wiped or replaced. Thread-safe.
 */
@Component
public final class DesiredStates {
    private static final Logger log = LoggerFactory.getLogger(DesiredStates.class);

    private final ChannelControl control;
    private final ChannelStateMapper mapper;
    private final ApplicationEventPublisher events;

    DesiredStates(ChannelControl control, ChannelStateMapper mapper, ApplicationEventPublisher events) {
        this.control = control;
        this.mapper = mapper;
        this.events = events;
    }

    public ChannelState of(long channelId) {
        return control.state(channelId);
    }

    /**
     * Changes a channel's state for a user; see {@link ChannelControl#move}.
     *
     * @throws OtterException with ILLEGAL_MOVE if the transition is not allowed
     */
    public void move(long channelId, ChannelStatus to, String who) {
        if (to == ChannelStatus.START) {
            events.publishEvent(new BeforeNodesHear(channelId));
        }
        ChannelState moved = control.move(channelId, to, "", who);
        mapper.keep(channelId, moved, pipelines(moved));
    }

    /** Starts what faults have paused; see {@link ChannelControl#resume}. @return whether it was the state seen */
    public boolean resume(long channelId, ChannelState seen, String who) {
        Optional<ChannelState> resumed = control.resume(channelId, seen, who);
        resumed.ifPresent(state -> mapper.keep(channelId, state, pipelines(state)));
        return resumed.isPresent();
    }

    /** Whether ZooKeeper lacks the state of any channel that has one. */
    boolean isAnyLost() {
        return kept().keySet().stream().anyMatch(id -> control.find(id).isEmpty());
    }

    /** Restores the states that ZooKeeper has lost, and keeps those that have changed there. */
    void agree(Iterable<Long> channelIds) {
        Map<Long, ChannelStateMapper.Kept> kept = kept();
        for (long id : channelIds) {
            Optional<ChannelState> present = control.find(id);
            ChannelStateMapper.Kept row = kept.get(id);
            ChannelState known = row == null ? null : state(row);
            if (present.isPresent()) {
                if (row == null) {
                    mapper.add(id, present.get(), pipelines(present.get()));
                } else if (!present.get().equals(known)) {
                    mapper.replace(id, row, present.get(), pipelines(present.get()));
                }
            } else if (known != null && control.restore(id, known)) {
                log.warn("ZooKeeper had lost the state of channel {}, which is {} again", id, known.status());
            }
        }
    }

    /** Drops the states of deleted channels. */
    void forget() {
        mapper.forget();
    }

    private Map<Long, ChannelStateMapper.Kept> kept() {
        return mapper.all().stream().collect(Collectors.toMap(ChannelStateMapper.Kept::channelId, Function.identity()));
    }

    private static @Nullable String pipelines(ChannelState state) {
        return state.pipelines().isEmpty()
                ? null
                : new String(Json.write(new Pipelines(new TreeMap<>(state.pipelines()))), StandardCharsets.UTF_8);
    }

    private static ChannelState state(ChannelStateMapper.Kept row) {
        String document = row.pipelines();
        return new ChannelState(
                ChannelStatus.valueOf(row.status()),
                row.reason(),
                row.changedBy(),
                row.sinceMillis(),
                document == null
                        ? Map.of()
                        : Json.read(document.getBytes(StandardCharsets.UTF_8), Pipelines.class)
                                .wishes());
    }

    private record Pipelines(Map<Long, PipelineWish> wishes) {}
}
