package io.otter.manager.run;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.session.Coordination;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.publication.DesiredStates;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The runs that are kept, what nodes know of them and what they show. Thread-safe. */
@Component
public final class Runs {
    private static final Set<State> OPEN = Set.of(State.WAITING, State.RUNNING, State.PAUSED);

    private final RunMapper mapper;
    private final Coordination coordination;
    private final DesiredStates channels;
    private final Clock clock = Clock.systemUTC();

    Runs(RunMapper mapper, Coordination coordination, DesiredStates channels) {
        this.mapper = mapper;
        this.coordination = coordination;
        this.channels = channels;
    }

    /** Keeps a new run and tells nodes of it. @param order JSON is made of it, in the form of the kind */
    public Run begin(RunKind<?, ?> kind, long channelId, String who, Object order, long rowsPerSecond) {
        RunMapper.NewRun added =
                new RunMapper.NewRun(channelId, kind.name(), who, json(order), rowsPerSecond, clock.millis());
        mapper.add(added);
        Run run = Objects.requireNonNull(mapper.run(added.id()));
        publish(kind, run);
        return run;
    }

    /**
     * Begins one unless the channel has one of its kind and user that began then or later; nodes hear of it soon.
     *
     * @param order likewise
     */
    public void beginFirst(RunKind<?, ?> kind, long channelId, String who, Object order, long sinceMillis) {
        mapper.addFirst(channelId, kind.name(), who, json(order), clock.millis(), sinceMillis);
    }

    /** Newest first, as they were last. */
    public List<Run> kept(RunKind<?, ?> kind, long channelId, int most) {
        return mapper.ofChannel(channelId, kind.name(), most);
    }

    /** Newest first, as they are now. */
    public List<Run> list(RunKind<?, ?> kind, long channelId, int most) {
        return kept(kind, channelId, most).stream()
                .map(run -> run.isOver() ? run : refreshed(kind, run))
                .toList();
    }

    /** As it was last; empty if the channel has none with this id. */
    public Optional<Run> find(RunKind<?, ?> kind, long channelId, long id) {
        return Optional.ofNullable(mapper.run(id))
                .filter(run -> run.channelId() == channelId && run.kind().equals(kind.name()));
    }

    /** What is null stays as it is. @return false if it is over */
    public boolean change(RunKind<?, ?> kind, Run run, @Nullable Boolean paused, @Nullable Long rowsPerSecond) {
        mapper.change(run.id(), paused, rowsPerSecond);
        Run now = Objects.requireNonNullElse(mapper.run(run.id()), run);
        if (!now.isOver()) {
            publish(kind, now);
        }
        return !now.isOver();
    }

    /** Ends a run; its node stops as soon as it hears of it. @param left what an operator has to know of what is left; may be empty */
    public void cancel(RunKind<?, ?> kind, Run run, String left) {
        Run last = refreshed(kind, run);
        cancelled(kind, last, left);
    }

    /** Removes one that is over. */
    public void forget(Run run) {
        mapper.delete(run.id());
    }

    /** Ends a run of a channel that is gone. */
    void drop(RunKind<?, ?> kind, Run run) {
        cancelled(kind, run, "");
    }

    private void cancelled(RunKind<?, ?> kind, Run last, String left) {
        String tables = json(resting(kind.kept(last), OPEN, State.CANCELLED));
        mapper.show(last.id(), State.CANCELLED, left, tables, clock.millis());
        remove(kind, last);
    }

    /** The run with what nodes show now; kept. It waits while its channel does not run, whatever a node has shown before. */
    public <R extends Requests.Numbered, P extends Requests.Shown> Run refreshed(RunKind<R, P> kind, Run run) {
        List<Optional<P>> shown = new ArrayList<>();
        for (ChosenPairs part : kind.parts(run)) {
            Requests<R, P> requests = kind.requests(coordination, run.channelId(), part.pipelineId());
            Optional<P> progress = requests.progress(run.id());
            shown.add(progress);
            if (progress.isEmpty() && requests.list().stream().noneMatch(one -> one.id() == run.id())) {
                Run present = mapper.run(run.id());
                if (present == null || present.isOver()) {
                    return present == null ? run : present;
                }
                requests.publish(kind.request(present, part));
            }
        }
        List<P> known = shown.stream().flatMap(Optional::stream).toList();
        if (known.isEmpty()) {
            return run;
        }
        List<? extends RunTable> tables = kind.tables(run.channelId(), known);
        State state = state(shown);
        if (state == State.RUNNING && channels.of(run.channelId()).status() != ChannelStatus.START) {
            tables = resting(tables, EnumSet.of(State.RUNNING), State.WAITING);
            state = State.WAITING;
        }
        String error = known.stream()
                .map(Requests.Shown::error)
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining(" "));
        Long ended = state.isEnd() ? Long.valueOf(clock.millis()) : null;
        mapper.show(run.id(), state, error, json(tables), ended);
        if (ended != null) {
            remove(kind, run);
        }
        return Objects.requireNonNullElse(mapper.run(run.id()), run);
    }

    private <R extends Requests.Numbered, P extends Requests.Shown> void publish(RunKind<R, P> kind, Run run) {
        for (ChosenPairs part : kind.parts(run)) {
            kind.requests(coordination, run.channelId(), part.pipelineId()).publish(kind.request(run, part));
        }
    }

    private void remove(RunKind<?, ?> kind, Run run) {
        kind.parts(run)
                .forEach(part -> kind.requests(coordination, run.channelId(), part.pipelineId())
                        .remove(run.id()));
    }

    private static List<RunTable> resting(List<? extends RunTable> tables, Set<State> which, State state) {
        return tables.stream()
                .map(table -> which.contains(table.state()) ? table.resting(state) : table)
                .toList();
    }

    private static <P extends Requests.Shown> State state(List<Optional<P>> shown) {
        Set<State> states = EnumSet.noneOf(State.class);
        shown.forEach(one -> states.add(one.map(Requests.Shown::state).orElse(State.WAITING)));
        if (states.stream().allMatch(State::isEnd)) {
            return states.contains(State.FAILED)
                    ? State.FAILED
                    : states.contains(State.CANCELLED) ? State.CANCELLED : State.DONE;
        }
        return states.contains(State.RUNNING)
                ? State.RUNNING
                : states.contains(State.PAUSED) ? State.PAUSED : State.WAITING;
    }

    private static String json(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
