package io.otter.node.supervisor;

import io.otter.arbitrate.mainstem.Switch;
import io.otter.arbitrate.mainstem.Switches;
import io.otter.arbitrate.state.PipelineState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.FencedException;
import io.otter.node.pipeline.Run;
import io.otter.node.pipeline.RunFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline of a started channel on this node: contends for the mainstem, runs while it holds it, retries after
 * transient faults and is paused after others. Whoever has lost the mainstem stands by, whatever fault told it so.
 * Everything happens on its own thread, in sequence, except for the getters, which are thread-safe.
 */
final class PipelineSupervisor implements CurrentRun.Events {
    /** The batches shown in ZooKeeper are for people, so they are not updated for every batch. */
    private static final Duration SHOWN_EVERY = Duration.ofMillis(500);

    private final ChannelConfig channel;
    private final PipelineConfig pipeline;
    private final Term term;
    private final PublishedProgress progress;
    private final PresentFault fault;
    private final PipelineMoves moves;
    private final CurrentRun run;
    private final Departure departure;
    private final OwnThread thread;
    private final TermWatch watch;
    private final Recovery recovery;
    private final Succession succession;
    private final Candidacy candidacy;
    private final Runnable closed;

    /**
     * @param closed called once {@link #isClosed()}
     */
    PipelineSupervisor(
            ChannelConfig channel,
            PipelineConfig pipeline,
            PipelineArbitration arbitration,
            Supervision supervision,
            Runnable closed) {
        this.channel = channel;
        this.pipeline = pipeline;
        term = arbitration.term();
        progress = arbitration.progress();
        this.closed = closed;
        fault = new PresentFault(pipeline);
        moves = new PipelineMoves(channel.name(), pipeline.name());
        thread = new OwnThread(
                pipeline.name(),
                supervision.threads().executor(pipeline.name() + "-supervisor"),
                defect -> failed(
                        new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline.name() + ": " + defect, defect)));
        run = new CurrentRun(channel, pipeline, supervision, progress, thread::run, this);
        departure = new Departure(run, supervision.limits().leave(), thread, this::left);
        recovery = new Recovery(moves, fault, term, supervision.pauses().get(), thread, this::contend);
        succession = new Succession(
                term.nid(), pipeline.id(), new Switches(arbitration.coordination()), term, thread, this::contend);
        candidacy = new Candidacy(moves, term, succession, recovery, fault, run);
        watch = new TermWatch(
                pipeline.name(), arbitration.coordination(), term, thread, this::termEnded, this::contend);
    }

    void begin() {
        watch.begin();
        thread.run(this::contend);
        thread.every(SHOWN_EVERY, this::show);
    }

    ChannelConfig channel() {
        return channel;
    }

    PipelineConfig pipeline() {
        return pipeline;
    }

    PipelineState state() {
        return moves.state();
    }

    /** Of this node's term; 0 when it has none. */
    long epoch() {
        return term.epoch();
    }

    /** Empty while there is no run. */
    Optional<RunFacts> facts() {
        return run.facts();
    }

    @Nullable
    OtterException lastFault() {
        return fault.get();
    }

    /** Whether the pipeline has ended here and released everything. */
    boolean isClosed() {
        return thread.isEnded();
    }

    /** Stops selecting; releases the mainstem as soon as what is in flight is applied. */
    void drain() {
        thread.run(() -> {
            if (departure.drain()) {
                leave("the node is drained");
            }
        });
    }

    /** If its load node is one of these, lets another take over as soon as what is in flight is applied. */
    void leaveLoadNodes(Set<ServerAddress> drained) {
        thread.run(() -> {
            if (departure.loadsAt(drained)) {
                leave("its load node is drained");
            }
        });
    }

    /** If this term is the one that is to end, lets another node take over as soon as what is in flight is applied. */
    void switchOver(Switch asked) {
        thread.run(() -> {
            if (succession.ends(asked) && !departure.isDraining()) {
                departure.handOver();
                leave("another node is to take over: " + asked.by() + " has switched it");
            }
        });
    }

    /** Ends the run and releases the mainstem asynchronously; {@code closed} is called afterwards. */
    void end() {
        thread.run(() -> stop("it is not to run any more or has a new configuration"));
    }

    /** Call after {@link #end()}. @return whether it has ended within the limit */
    boolean awaitEnded(Duration limit) throws InterruptedException {
        return thread.awaitEnded(limit);
    }

    private void leave(String cause) {
        Optional<Run> leaving = run.get();
        if (leaving.isEmpty()) {
            left("");
        } else if (!moves.is(PipelineState.LEAVING)) {
            moves.to(PipelineState.LEAVING, cause);
            departure.begin(leaving.get());
        }
    }

    /** @param remark about what was in flight; empty when all of it is applied */
    private void left(String remark) {
        endRun();
        if (departure.isDraining()) {
            stop("the node is drained" + remark);
        } else if (departure.isHandingOver()) {
            term.release();
            departure.handedOver();
            recovery.standBy("another node takes over" + remark);
            contend();
        } else {
            moves.to(PipelineState.RETRYING, "another load node is looked for" + remark);
            contend();
        }
    }

    private void stop(String cause) {
        if (moves.is(PipelineState.STOPPED)) {
            return;
        }
        try {
            watch.end();
            endRun();
        } finally {
            try {
                moves.to(PipelineState.STOPPED, cause);
                term.release();
            } finally {
                thread.end();
                closed.run();
            }
        }
    }

    private void contend() {
        orFail(() -> candidacy.contend(() -> thread.run(this::contend)));
    }

    private void orFail(Runnable attempt) {
        try {
            attempt.run();
        } catch (OtterException e) {
            failed(e);
        }
    }

    /**
     * The run is reported as begun only once its start position is stored: what the source commits before a new
     * pipeline has resolved "latest" is never read.
     */
    private void begun() {
        BinlogPosition position = facts().map(RunFacts::position).orElse(null);
        if (moves.is(PipelineState.STARTING) && position != null) {
            term.ready(position);
            moves.to(PipelineState.RUNNING, "reading from " + position);
        }
    }

    @Override
    public void failed(OtterException why) {
        if (moves.is(PipelineState.STOPPED)) {
            return;
        }
        fault.ended(why); // to end the run may take a while
        endRun();
        if (departure.isDraining()) {
            stop("the node is drained; what was in flight is read again: " + why.describe());
            return;
        }
        if (departure.isHandingOver()) {
            left("; what was in flight is read again: " + why.describe());
            return;
        }
        recovery.begin(why);
    }

    private void termEnded(String cause) {
        endRun();
        departure.handedOver();
        if (departure.isDraining()) {
            term.lost();
            stop(cause);
        } else if (!moves.is(PipelineState.STOPPED)) {
            recovery.standBy(cause);
        }
    }

    private void endRun() {
        run.end();
        fault.retrying(null);
        show();
    }

    private void show() {
        if (progress.show()) {
            recovery.succeeded();
        }
        if (run.isStillOpening()) {
            fault.silent();
        }
    }

    @Override
    public void opened() {
        fault.opened();
        orFail(this::begun);
    }

    @Override
    public void refused(OtterException why) {
        if (why instanceof FencedException fence && candidacy.mayRaise()) {
            orFail(() -> candidacy.raise(fence.epoch()));
        } else {
            failed(why);
        }
    }

    @Override
    public void moved() {
        if (moves.is(PipelineState.STARTING)) {
            thread.run(this::opened);
        }
    }

    @Override
    public void retrying(@Nullable OtterException why) {
        fault.retrying(why);
    }

    @Override
    public void finished() {
        left("");
    }
}
