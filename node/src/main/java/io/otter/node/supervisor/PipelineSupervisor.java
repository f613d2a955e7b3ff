package io.otter.node.supervisor;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline of a started channel on this node: contends for the mainstem, runs while it holds it, retries after
 * transient faults and pauses the channel after others. Everything happens on its own thread, in sequence, except for
 * the getters, which are thread-safe.
 */
final class PipelineSupervisor {
    private static final Logger log = LoggerFactory.getLogger(PipelineSupervisor.class);
    /** The batches shown in ZooKeeper are for people, so they are not updated for every batch. */
    private static final Duration SHOWN_EVERY = Duration.ofMillis(500);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration UNSEEN_PAUSE = Duration.ofSeconds(10);

    private final ChannelConfig channel;
    private final PipelineConfig pipeline;
    private final int nid;
    private final Coordination coordination;
    private final Term term;
    private final ChannelControl control;
    private final PublishedProgress progress;
    private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom());
    private final CurrentRun run;
    private final Duration leaveLimit;
    private final ScheduledExecutorService executor;
    private final Consumer<SessionState> sessionListener;
    private final Runnable closed;

    private volatile PipelineState state = PipelineState.STANDBY;
    private volatile @Nullable OtterException lastFault;
    /** Whether this term's epoch has already been raised above one recorded at a target. */
    private boolean raised;

    private boolean draining;
    /** Whether the channel is to be paused, which ZooKeeper has not heard yet. */
    private boolean pausing;

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
        nid = arbitration.nid();
        coordination = arbitration.coordination();
        control = arbitration.control();
        term = arbitration.term();
        progress = arbitration.progress();
        leaveLimit = limits.leave();
        this.executor = executor;
        this.closed = closed;
        run = new CurrentRun(channel, pipeline, runs, limits.close(), progress, this::submit, new RunEvents());
        sessionListener = change -> submit(() -> sessionChanged(change));
    }

    void begin() {
        coordination.listen(sessionListener);
        submit(this::contend);
        long millis = SHOWN_EVERY.toMillis();
        executor.scheduleWithFixedDelay(guarded(this::show), millis, millis, TimeUnit.MILLISECONDS);
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
        return lastFault;
    }

    /** Whether the pipeline has ended here and released everything. */
    boolean isClosed() {
        return executor.isShutdown();
    }

    /** Stops selecting; releases the mainstem as soon as what is in flight is applied. */
    void drain() {
        submit(() -> {
            if (!draining) {
                draining = true;
                leave("the node is drained");
            }
        });
    }

    /** If its load node is one of these, lets another take over as soon as what is in flight is applied. */
    void leaveLoadNodes(Set<ServerAddress> drained) {
        submit(() -> {
            if (run.get().flatMap(Run::loadNode).filter(drained::contains).isPresent()) {
                leave("its load node is drained");
            }
        });
    }

    private void leave(String cause) {
        Optional<Run> leaving = run.get();
        if (leaving.isEmpty()) {
            stop(cause);
        } else if (state != PipelineState.LEAVING) {
            move(PipelineState.LEAVING, cause);
            leaving.get().finish();
            executor.schedule(guarded(() -> expired(leaving.get())), leaveLimit.toMillis(), TimeUnit.MILLISECONDS);
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
            coordination.unlisten(sessionListener);
            endRun();
            move(PipelineState.STOPPED, cause);
            term.release();
        } finally {
            executor.shutdownNow();
            closed.run();
        }
    }

    /** Ends the run and releases the mainstem asynchronously; {@code closed} is called afterwards. */
    void end() {
        submit(() -> stop("the channel is stopped or has a new configuration"));
    }

    /** Call after {@link #end()}. @return whether it has ended within the limit */
    boolean awaitEnded(Duration limit) throws InterruptedException {
        return executor.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void contend() {
        if (pausing || state != PipelineState.STANDBY && state != PipelineState.RETRYING) {
            return;
        }
        try {
            if (!term.take(() -> submit(this::contend))) {
                if (state == PipelineState.RETRYING) {
                    move(PipelineState.STANDBY, "another node is the mainstem");
                }
                return;
            }
            move(PipelineState.STARTING, "mainstem with epoch " + term.epoch());
            raised = false;
            run.begin(term.epoch());
        } catch (OtterException e) {
            failed(e);
        }
    }

    /** The target records a higher epoch than ZooKeeper, which has been wiped since. */
    private void raise(long epoch) {
        try {
            raised = true;
            term.raise(epoch);
            run.begin(term.epoch());
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
            term.ready();
            move(PipelineState.RUNNING, "reading from " + position);
        }
    }

    private void failed(OtterException fault) {
        endRun();
        lastFault = fault;
        if (state == PipelineState.STOPPED) {
            return;
        }
        if (draining) {
            stop("the node is drained; what was in flight is read again: " + fault.describe());
            return;
        }
        if (fault.code().isTransient() || fault.code() == ErrorCode.LOAD_FENCED) {
            if (fault.code() == ErrorCode.LOAD_FENCED) {
                term.release();
            }
            move(PipelineState.RETRYING, fault.describe());
            executor.schedule(guarded(this::contend), backOff.next().toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        if (fault.code() == ErrorCode.INTERNAL) {
            log.error("pipeline {} of channel {} stopped", pipeline.name(), channel.name(), fault);
        } else {
            log.error("pipeline {} of channel {} stopped: {}", pipeline.name(), channel.name(), fault.describe());
        }
        move(PipelineState.RETRYING, "the channel is to be paused");
        pausing = true;
        pauseChannel(fault);
    }

    private void pauseChannel(OtterException fault) {
        try {
            control.move(channel.id(), ChannelStatus.PAUSE, pipeline.name() + ": " + fault.describe(), "node " + nid);
            log.info("channel {} is paused", channel.name());
        } catch (OtterException e) {
            if (e.code().isTransient()) {
                executor.schedule(guarded(() -> pauseChannel(fault)), 1, TimeUnit.SECONDS);
                return;
            }
            log.info("channel {} is not paused: {}", channel.name(), e.getMessage());
        }
        pausing = false;
        // Whoever looks at the channel ends this first, unless it was started again before anybody looked.
        executor.schedule(guarded(this::contend), UNSEEN_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sessionChanged(SessionState session) {
        switch (session) {
            // The term may be over any moment; the fence at the target keeps a late commit out.
            case SUSPENDED -> log.warn("pipeline {}: the connection to ZooKeeper is suspended", pipeline.name());
            case LOST -> {
                endRun();
                term.lost();
                if (draining) {
                    stop("the session with ZooKeeper is over");
                } else if (state != PipelineState.STOPPED && state != PipelineState.STANDBY) {
                    move(PipelineState.STANDBY, "the session with ZooKeeper is over");
                }
            }
            case CONNECTED -> contend();
        }
    }

    private void endRun() {
        run.end();
        show();
    }

    private void show() {
        if (progress.show()) {
            lastFault = null;
            backOff.reset();
        }
    }

    private void move(PipelineState next, String cause) {
        log.info("pipeline {} of channel {}: {} -> {}: {}", pipeline.name(), channel.name(), state, next, cause);
        state = state.moveTo(next);
    }

    private void submit(Runnable task) {
        if (!executor.isShutdown()) {
            try {
                executor.execute(guarded(task));
            } catch (RejectedExecutionException e) {
                log.debug("pipeline {} is closed", pipeline.name());
            }
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("pipeline {}: a bug in its supervision", pipeline.name(), e);
                failed(new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline.name() + ": " + e, e));
            }
        };
    }

    private final class RunEvents implements CurrentRun.Events {
        @Override
        public void opened() {
            try {
                begun();
            } catch (OtterException e) {
                PipelineSupervisor.this.failed(e);
            }
        }

        @Override
        public void refused(OtterException fault) {
            if (fault instanceof FencedException fence && !raised) {
                raise(fence.epoch());
            } else {
                PipelineSupervisor.this.failed(fault);
            }
        }

        @Override
        public void moved() {
            if (state == PipelineState.STARTING) {
                submit(this::opened);
            }
        }

        @Override
        public void retrying(@Nullable OtterException fault) {
            lastFault = fault;
        }

        @Override
        public void finished() {
            left("");
        }

        @Override
        public void failed(OtterException fault) {
            PipelineSupervisor.this.failed(fault);
        }
    }
}
