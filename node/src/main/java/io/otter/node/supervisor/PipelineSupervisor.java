package io.otter.node.supervisor;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.common.retry.BackOff;
import io.otter.node.batch.FencedException;
import io.otter.node.pipeline.Run;
import io.otter.node.pipeline.RunFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline of a started channel on this node: contends for the mainstem, runs while it holds it, retries after
 * transient faults and pauses the channel after others. Whoever has lost the mainstem stands by, whatever fault told it so.
 * Everything happens on its own thread, in sequence, except for the getters, which are thread-safe.
 */
final class PipelineSupervisor implements CurrentRun.Events {
    private static final Logger log = LoggerFactory.getLogger(PipelineSupervisor.class);
    /** The batches shown in ZooKeeper are for people, so they are not updated for every batch. */
    private static final Duration SHOWN_EVERY = Duration.ofMillis(500);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration UNSEEN_PAUSE = Duration.ofSeconds(10);

    private final ChannelConfig channel;
    private final PipelineConfig pipeline;
    private final Term term;
    private final PublishedProgress progress;
    private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom());
    private final PresentFault fault;
    private final CurrentRun run;
    private final Duration leaveLimit;
    private final OwnThread thread;
    private final TermWatch watch;
    private final ChannelPause pause;
    private final Runnable closed;

    private volatile PipelineState state = PipelineState.STANDBY;
    /** Whether this term's epoch has already been raised above one recorded at a target. */
    private boolean raised;

    private boolean draining;

    /**
     * @param closed called once {@link #isClosed()}
     */
    PipelineSupervisor(
            ChannelConfig channel,
            PipelineConfig pipeline,
            PipelineArbitration arbitration,
            RunStarter runs,
            RunLimits limits,
            ScheduledExecutorService executor,
            Runnable closed) {
        this.channel = channel;
        this.pipeline = pipeline;
        term = arbitration.term();
        progress = arbitration.progress();
        leaveLimit = limits.leave();
        this.closed = closed;
        fault = new PresentFault(pipeline);
        thread = new OwnThread(
                pipeline.name(),
                executor,
                defect -> failed(
                        new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline.name() + ": " + defect, defect)));
        run = new CurrentRun(channel, pipeline, runs, limits.close(), progress, thread::run, this);
        pause = new ChannelPause(channel.name(), term, thread);
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
        return state;
    }

    /** Of this node's term; 0 when it has none. */
    long epoch() {
        return term.epoch();
    }

    /** Empty while there is no run. */
    Optional<RunFacts> facts() {
        return run.get().map(Run::facts);
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
            if (!draining) {
                draining = true;
                leave("the node is drained");
            }
        });
    }

    /** If its load node is one of these, lets another take over as soon as what is in flight is applied. */
    void leaveLoadNodes(Set<ServerAddress> drained) {
        thread.run(() -> {
            if (run.get().flatMap(Run::loadNode).filter(drained::contains).isPresent()) {
                leave("its load node is drained");
            }
        });
    }

    /** Ends the run and releases the mainstem asynchronously; {@code closed} is called afterwards. */
    void end() {
        thread.run(() -> stop("the channel is stopped or has a new configuration"));
    }

    /** Call after {@link #end()}. @return whether it has ended within the limit */
    boolean awaitEnded(Duration limit) throws InterruptedException {
        return thread.awaitEnded(limit);
    }

    private void leave(String cause) {
        Optional<Run> leaving = run.get();
        if (leaving.isEmpty()) {
            stop(cause);
        } else if (state != PipelineState.LEAVING) {
            move(PipelineState.LEAVING, cause);
            leaving.get().finish();
            thread.after(leaveLimit, () -> expired(leaving.get()));
        }
    }

    private void expired(Run leaving) {
        if (run.get().filter(present -> present == leaving).isPresent()) {
            left("; " + leaving.facts().inFlight() + " batches were not applied within " + leaveLimit.toSeconds()
                    + " s and are read again");
        }
    }

    /** @param remark about what was in flight; empty when all of it is applied */
    private void left(String remark) {
        endRun();
        if (draining) {
            stop("the node is drained" + remark);
        } else {
            move(PipelineState.RETRYING, "another load node is looked for" + remark);
            contend();
        }
    }

    private void stop(String cause) {
        if (state == PipelineState.STOPPED) {
            return;
        }
        try {
            watch.end();
            endRun();
        } finally {
            try {
                move(PipelineState.STOPPED, cause);
                term.release();
            } finally {
                thread.end();
                closed.run();
            }
        }
    }

    private void contend() {
        if (pause.isWaiting() || state != PipelineState.STANDBY && state != PipelineState.RETRYING) {
            return;
        }
        try {
            if (!term.take(() -> thread.run(this::contend))) {
                if (state == PipelineState.RETRYING) {
                    standBy("another node is the mainstem");
                }
                return;
            }
            move(PipelineState.STARTING, "mainstem with epoch " + term.epoch());
            raised = false;
            run.begin(term.guard());
        } catch (OtterException e) {
            failed(e);
        }
    }

    /** The target records a higher epoch than ZooKeeper, which has been wiped since. */
    private void raise(long epoch) {
        try {
            raised = true;
            term.raise(epoch);
            run.begin(term.guard());
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
        if (state == PipelineState.STARTING && position != null) {
            term.ready(position);
            move(PipelineState.RUNNING, "reading from " + position);
        }
    }

    @Override
    public void failed(OtterException why) {
        if (state == PipelineState.STOPPED) {
            return;
        }
        endRun();
        if (draining) {
            stop("the node is drained; what was in flight is read again: " + why.describe());
            return;
        }
        fault.ended(why);
        switch (Consequence.of(why, term)) {
            case RETRY -> retryLater(why);
            case STAND_BY -> {
                standBy("its term is over: " + why.describe());
                thread.after(backOff.next(), this::contend);
            }
            case GIVE_WAY -> {
                term.release();
                retryLater(why);
            }
            case PAUSE -> pauseChannel(why);
        }
    }

    private void retryLater(OtterException why) {
        move(PipelineState.RETRYING, why.describe());
        thread.after(backOff.next(), this::contend);
    }

    private void pauseChannel(OtterException why) {
        if (why.code() == ErrorCode.INTERNAL) {
            log.error("pipeline {} of channel {} stopped", pipeline.name(), channel.name(), why);
        } else {
            log.error("pipeline {} of channel {} stopped: {}", pipeline.name(), channel.name(), why.describe());
        }
        move(PipelineState.RETRYING, "the channel is to be paused");
        pause.begin(
                pipeline.name() + ": " + why.describe(),
                () -> standBy("its term is over: " + why.describe()),
                // Whoever looks at the channel ends this first, unless it was started again before anybody looked.
                () -> thread.after(UNSEEN_PAUSE, this::contend));
    }

    private void standBy(String cause) {
        term.lost();
        fault.none();
        if (state != PipelineState.STANDBY) {
            move(PipelineState.STANDBY, cause);
        }
    }

    private void termEnded(String cause) {
        endRun();
        if (draining) {
            term.lost();
            stop(cause);
        } else if (state != PipelineState.STOPPED) {
            standBy(cause);
        }
    }

    private void endRun() {
        run.end();
        fault.retrying(null);
        show();
    }

    private void show() {
        if (progress.show()) {
            fault.over();
            backOff.reset();
        }
        if (run.isStillOpening()) {
            fault.silent();
        }
    }

    private void move(PipelineState next, String cause) {
        log.info("pipeline {} of channel {}: {} -> {}: {}", pipeline.name(), channel.name(), state, next, cause);
        state = state.moveTo(next);
    }

    @Override
    public void opened() {
        fault.opened();
        try {
            begun();
        } catch (OtterException e) {
            failed(e);
        }
    }

    @Override
    public void refused(OtterException why) {
        if (why instanceof FencedException fence && !raised) {
            raise(fence.epoch());
        } else {
            failed(why);
        }
    }

    @Override
    public void moved() {
        if (state == PipelineState.STARTING) {
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
