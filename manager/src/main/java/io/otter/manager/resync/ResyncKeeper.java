package io.otter.manager.resync;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.Resyncs;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PairTarget;
import io.otter.common.model.PipelineConfig;
import io.otter.manager.publication.DesiredStates;
import io.otter.manager.publication.Resolver;
import io.otter.manager.resync.ResyncMapper.RunRow;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Has nodes know of the open runs, and keeps what they show; every two seconds, so that a run that nobody looks at is kept,
 * too, and one that a wiped ZooKeeper has lost goes on. Several managers may do so at the same time. Thread-safe.
 */
@Component
final class ResyncKeeper implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ResyncKeeper.class);
    private static final long PERIOD_MILLIS = 2_000;
    /** Who begins those that a channel's configuration asks for. */
    private static final String INITIAL = "initialCopy";

    private static final int INITIAL_PARALLELISM = 2;

    private final ResyncMapper mapper;
    private final ConfigurationStore configuration;
    private final Coordination coordination;
    private final DesiredStates states;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "resync-keeper");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;
    private volatile boolean failing;

    ResyncKeeper(
            ResyncMapper mapper, ConfigurationStore configuration, Coordination coordination, DesiredStates states) {
        this.states = states;
        this.mapper = mapper;
        this.configuration = configuration;
        this.coordination = coordination;
    }

    /** Tells nodes of a run, or what was changed of it. */
    void publish(RunRow row) {
        ResyncOrder order = order(row);
        for (ChosenPairs part : order.parts()) {
            resyncs(row, part).publish(order.request(row.id(), part, row.paused(), row.rowsPerSecond()));
        }
    }

    /** The row with what nodes show now; kept. */
    RunRow refreshed(RunRow row) {
        ResyncOrder order = order(row);
        List<Optional<ResyncProgress>> shown = new ArrayList<>();
        for (ChosenPairs part : order.parts()) {
            Resyncs resyncs = resyncs(row, part);
            Optional<ResyncProgress> progress = resyncs.progress(row.id());
            shown.add(progress);
            if (progress.isEmpty() && resyncs.requests().stream().noneMatch(one -> one.id() == row.id())) {
                RunRow present = mapper.run(row.id());
                if (present == null || present.endedMillis() != null) {
                    return present == null ? row : present;
                }
                resyncs.publish(order.request(row.id(), part, row.paused(), row.rowsPerSecond()));
            }
        }
        List<ResyncProgress> known = shown.stream().flatMap(Optional::stream).toList();
        if (known.isEmpty()) {
            return row;
        }
        State state = state(shown);
        String error = String.join(
                " ",
                known.stream()
                        .map(ResyncProgress::error)
                        .filter(one -> !one.isEmpty())
                        .toList());
        Long ended = state.isEnd() ? Long.valueOf(clock.millis()) : null;
        mapper.show(row.id(), state.name(), error, json(reported(row.channelId(), known)), ended);
        if (ended != null) {
            remove(row);
        }
        return Objects.requireNonNullElse(mapper.run(row.id()), row);
    }

    /** Ends a run; its node stops as soon as it hears of it. */
    void cancel(RunRow row) {
        RunRow last = refreshed(row);
        List<ResyncReport.Table> tables = tables(last).stream()
                .map(table -> table.state().isEnd()
                        ? table
                        : new ResyncReport.Table(
                                table.pair(),
                                table.source(),
                                table.target(),
                                State.CANCELLED,
                                table.rows(),
                                table.estimatedRows(),
                                0,
                                null,
                                table.error()))
                .toList();
        mapper.show(row.id(), State.CANCELLED.name(), "", json(tables), clock.millis());
        remove(row);
    }

    static ResyncOrder order(RunRow row) {
        return Json.read(row.request().getBytes(StandardCharsets.UTF_8), ResyncOrder.class);
    }

    static List<ResyncReport.Table> tables(RunRow row) {
        return List.of(Json.read(row.progress().getBytes(StandardCharsets.UTF_8), ResyncReport.Table[].class));
    }

    @Override
    public void start() {
        running = true;
        worker.scheduleWithFixedDelay(this::keep, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
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

    private void keep() {
        try {
            beginInitialCopies();
            mapper.open().forEach(this::refreshed);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("how far resyncs are cannot be kept: {}", e.toString());
            }
            failing = true;
        }
    }

    private void beginInitialCopies() {
        Configuration configured = configuration.read();
        for (Channel channel : configured.channels()) {
            if (channel.initialCopy()
                    && mapper.ofChannel(channel.id(), 1).isEmpty()
                    && states.of(channel.id()).status() == ChannelStatus.START) {
                ResyncOrder order = ResyncOrder.all(new Resolver(configured).channel(channel), INITIAL_PARALLELISM);
                mapper.addFirst(
                        channel.id(), INITIAL, new String(Json.write(order), StandardCharsets.UTF_8), clock.millis());
            }
        }
    }

    private void remove(RunRow row) {
        order(row).parts().forEach(part -> resyncs(row, part).remove(row.id()));
    }

    private Resyncs resyncs(RunRow row, ChosenPairs part) {
        return new Resyncs(coordination, row.channelId(), part.pipelineId());
    }

    private static State state(List<Optional<ResyncProgress>> shown) {
        Set<State> states = EnumSet.noneOf(State.class);
        shown.forEach(one -> states.add(one.map(ResyncProgress::state).orElse(State.WAITING)));
        if (states.stream().allMatch(State::isEnd)) {
            return states.contains(State.FAILED)
                    ? State.FAILED
                    : states.contains(State.CANCELLED) ? State.CANCELLED : State.DONE;
        }
        return states.contains(State.RUNNING)
                ? State.RUNNING
                : states.contains(State.PAUSED) ? State.PAUSED : State.WAITING;
    }

    private List<ResyncReport.Table> reported(long channelId, List<ResyncProgress> progress) {
        List<MediaPair> pairs = pairs(channelId);
        List<ResyncReport.Table> tables = new ArrayList<>();
        for (ResyncProgress one : progress) {
            for (ResyncProgress.Table table : one.tables()) {
                for (long id : table.pairIds()) {
                    tables.add(reported(
                            pairs.stream()
                                    .filter(pair -> pair.id() == id)
                                    .findFirst()
                                    .orElse(null),
                            table));
                }
            }
        }
        return tables;
    }

    private static ResyncReport.Table reported(@Nullable MediaPair pair, ResyncProgress.Table table) {
        return new ResyncReport.Table(
                pair == null ? "" : ChosenPairs.nameOf(pair),
                table.schema() + "." + table.table(),
                pair == null
                        ? ""
                        : PairTarget.of(pair)
                                .of(table.schema(), table.table(), (schema, name) -> schema + "." + name)
                                .orElse(""),
                table.state(),
                table.rows(),
                table.estimatedRows(),
                table.rowsPerSecond(),
                table.etaSeconds(),
                table.error());
    }

    /** None if the channel is gone or no longer complete. */
    private List<MediaPair> pairs(long channelId) {
        Configuration configured = configuration.read();
        return configured.channels().stream()
                .filter(channel -> channel.id() == channelId)
                .findFirst()
                .map(channel -> {
                    try {
                        ChannelConfig config = new Resolver(configured).channel(channel);
                        return config.pipelines().stream()
                                .map(PipelineConfig::pairs)
                                .flatMap(List::stream)
                                .toList();
                    } catch (OtterException e) {
                        return List.<MediaPair>of();
                    }
                })
                .orElse(List.of());
    }

    private static String json(List<ResyncReport.Table> tables) {
        return new String(Json.write(tables), StandardCharsets.UTF_8);
    }
}
