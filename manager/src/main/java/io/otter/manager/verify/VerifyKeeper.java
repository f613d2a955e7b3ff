package io.otter.manager.verify;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.verify.Verifies;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.json.Json;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PairTarget;
import io.otter.manager.resync.ChosenPairs;
import io.otter.manager.verify.VerifyMapper.RunRow;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Has nodes know of the open comparisons, and keeps what they show; every two seconds, so that one that nobody looks at is
 * kept, too. Several managers may do so at the same time. Thread-safe.
 */
@Component
final class VerifyKeeper implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(VerifyKeeper.class);
    private static final long PERIOD_MILLIS = 2_000;

    private final VerifyMapper mapper;
    private final KnownPairs pairs;
    private final Coordination coordination;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "verify-keeper");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running;
    private volatile boolean failing;

    VerifyKeeper(VerifyMapper mapper, KnownPairs pairs, Coordination coordination) {
        this.mapper = mapper;
        this.pairs = pairs;
        this.coordination = coordination;
    }

    /** Tells nodes of a run. */
    void publish(RunRow row) {
        VerifyOrder order = order(row);
        order.parts().forEach(part -> verifies(row, part).publish(order.request(row.id(), part)));
    }

    /** The row with what nodes show now; kept. */
    RunRow refreshed(RunRow row) {
        VerifyOrder order = order(row);
        List<Optional<VerifyProgress>> shown = new ArrayList<>();
        for (ChosenPairs part : order.parts()) {
            Verifies verifies = verifies(row, part);
            Optional<VerifyProgress> progress = verifies.progress(row.id());
            shown.add(progress);
            if (progress.isEmpty() && verifies.requests().stream().noneMatch(one -> one.id() == row.id())) {
                RunRow present = mapper.run(row.id());
                if (present == null || present.endedMillis() != null) {
                    return present == null ? row : present;
                }
                verifies.publish(order.request(row.id(), part));
            }
        }
        List<VerifyProgress> known = shown.stream().flatMap(Optional::stream).toList();
        if (known.isEmpty()) {
            return row;
        }
        State state = state(shown);
        String error = known.stream()
                .map(VerifyProgress::error)
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining(" "));
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
        mapper.show(row.id(), State.CANCELLED.name(), "", last.progress(), clock.millis());
        remove(row);
    }

    static VerifyOrder order(RunRow row) {
        return Json.read(row.request().getBytes(StandardCharsets.UTF_8), VerifyOrder.class);
    }

    static List<VerifyReport.Table> tables(RunRow row) {
        return List.of(Json.read(row.progress().getBytes(StandardCharsets.UTF_8), VerifyReport.Table[].class));
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
            mapper.open().forEach(this::refreshed);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("how far comparisons are cannot be kept: {}", e.toString());
            }
            failing = true;
        }
    }

    private void remove(RunRow row) {
        order(row).parts().forEach(part -> verifies(row, part).remove(row.id()));
    }

    private Verifies verifies(RunRow row, ChosenPairs part) {
        return new Verifies(coordination, row.channelId(), part.pipelineId());
    }

    private static State state(List<Optional<VerifyProgress>> shown) {
        Set<State> states = EnumSet.noneOf(State.class);
        shown.forEach(one -> states.add(one.map(VerifyProgress::state).orElse(State.WAITING)));
        if (states.stream().allMatch(State::isEnd)) {
            return states.contains(State.FAILED)
                    ? State.FAILED
                    : states.contains(State.CANCELLED) ? State.CANCELLED : State.DONE;
        }
        return states.contains(State.RUNNING) ? State.RUNNING : State.WAITING;
    }

    private List<VerifyReport.Table> reported(long channelId, List<VerifyProgress> progress) {
        List<MediaPair> known = pairs.of(channelId);
        List<VerifyReport.Table> tables = new ArrayList<>();
        for (VerifyProgress one : progress) {
            for (VerifyProgress.Table table : one.tables()) {
                tables.add(reported(
                        known.stream()
                                .filter(pair -> pair.id() == table.pairId())
                                .findFirst()
                                .orElse(null),
                        table));
            }
        }
        return tables;
    }

    private static VerifyReport.Table reported(@Nullable MediaPair pair, VerifyProgress.Table table) {
        return new VerifyReport.Table(
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
                table.missing(),
                table.extra(),
                table.different(),
                table.note());
    }

    private static String json(List<VerifyReport.Table> tables) {
        return new String(Json.write(tables), StandardCharsets.UTF_8);
    }
}
