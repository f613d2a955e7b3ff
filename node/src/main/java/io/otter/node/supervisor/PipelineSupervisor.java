package io.otter.node.supervisor;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.position.BinlogPosition;
import io.otter.node.pipeline.Batch;
import io.otter.node.pipeline.FencedException;
import io.otter.node.pipeline.LoadedBatch;
import io.otter.node.pipeline.PipelineRun;
import io.otter.node.pipeline.PipelineRunner;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.pipeline.RunListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline of a started channel on this node: contends for the mainstem, runs while it has it, tries again after faults
 * that time can mend, pauses the channel after others. Everything but {@link #facts()} and {@link #state()} happens on its own
 * thread, one thing at a time.
 */
final class PipelineSupervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PipelineSupervisor.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** What ZooKeeper shows of the batches is for people, so it is not written with each of them. */
    private static final Duration SHOWN_EVERY = Duration.ofMillis(500);

    /** What is not applied by then is rolled back, and read again by the next owner. */
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(60);

    private final ChannelConfig channel;
    private final PipelineConfig pipeline;
    private final int nid;
    private final Coordination coordination;
    private final Mainstem mainstem;
    private final ChannelControl control;
    private final InFlightMarks marks;
    private final CursorStore cursor;
    private final PipelineRunner runner;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final Consumer<SessionState> sessionListener;
    private final Runnable closed;

    private volatile PipelineState state = PipelineState.STANDBY;
    private volatile @Nullable PipelineRun run;
    private volatile @Nullable OtterException lastFault;
    /** The checkpoint, until the cursor says it too. */
    private final AtomicReference<@Nullable BinlogPosition> reached = new AtomicReference<>();

    private long epoch;
    private boolean draining;
    private Duration pause = FIRST_PAUSE;

    /** @param closed is called once {@link #isClosed()} */
    PipelineSupervisor(
            ChannelConfig channel,
            PipelineConfig pipeline,
            int nid,
            Coordination coordination,
            PipelineRunner runner,
            Clock clock,
            ScheduledExecutorService executor,
            Runnable closed) {
        this.channel = channel;
        this.pipeline = pipeline;
        this.nid = nid;
        this.coordination = coordination;
        this.runner = runner;
        this.clock = clock;
        this.executor = executor;
        this.closed = closed;
        mainstem = new Mainstem(coordination, clock);
        control = new ChannelControl(coordination, clock);
        marks = new InFlightMarks(new ProcessMarks(coordination, channel.id(), pipeline.id()));
        cursor = new CursorStore(
                coordination,
                pipeline.canal().name(),
                pipeline.id(),
                pipeline.canal().addresses().get(0));
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

    /** Empty while there is no run. */
    Optional<RunFacts> facts() {
        return Optional.ofNullable(run).map(PipelineRun::facts);
    }

    @Nullable
    OtterException lastFault() {
        return lastFault;
    }

    /** Whether everything is given up. */
    boolean isClosed() {
        return executor.isShutdown();
    }

    /** Selects nothing more; gives the mainstem up as soon as what is in flight is applied. */
    void drain() {
        submit(() -> {
            if (!draining) {
                draining = true;
                leave("the node is drained");
            }
        });
    }

    /** Lets another load node take over as soon as what is in flight is applied, if the present one is among these. */
    void leaveLoadNodes(Set<ServerAddress> drained) {
        submit(() -> {
            PipelineRun loading = run;
            if (loading != null && loading.loadNode().filter(drained::contains).isPresent()) {
                leave("its load node is drained");
            }
        });
    }

    private void leave(String cause) {
        PipelineRun leaving = run;
        if (leaving == null) {
            stop(cause);
        } else if (state != PipelineState.LEAVING) {
            move(PipelineState.LEAVING, cause);
            leaving.finish();
            executor.schedule(guarded(() -> left(leaving)), LEAVE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void left(PipelineRun leaving) {
        if (run != leaving) {
            return;
        }
        endRun();
        if (draining) {
            stop("the node is drained");
        } else {
            move(PipelineState.RETRYING, "another load node is looked for");
            contend();
        }
    }

    private void stop(String cause) {
        if (state == PipelineState.STOPPED) {
            return;
        }
        coordination.unlisten(sessionListener);
        endRun();
        move(PipelineState.STOPPED, cause);
        release();
        executor.shutdownNow();
        closed.run();
    }

    /** Ends the run and gives the mainstem up; waits for it. */
    @Override
    public void close() {
        submit(() -> stop("the channel is stopped or has a new configuration"));
        boolean interrupted = false;
        while (!executor.isTerminated()) {
            try {
                executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void contend() {
        if (state != PipelineState.STANDBY && state != PipelineState.RETRYING) {
            return;
        }
        try {
            if (epoch == 0) {
                Optional<Long> taken = mainstem.tryTake(channel.id(), pipeline.id(), nid, () -> submit(this::contend));
                if (taken.isEmpty()) {
                    if (state == PipelineState.RETRYING) {
                        move(PipelineState.STANDBY, "another node is the mainstem");
                    }
                    return;
                }
                epoch = taken.get();
            }
            move(PipelineState.STARTING, "mainstem with epoch " + epoch);
            start();
        } catch (OtterException e) {
            failed(e);
        }
    }

    private void start() {
        marks.clear();
        PipelineRun started;
        try {
            started = runner.start(channel, pipeline, epoch, new Listener(epoch));
        } catch (FencedException e) {
            // ZooKeeper was wiped and its counter began anew: the mainstem is ours, so the higher epoch is of the past.
            epoch = mainstem.raise(channel.id(), pipeline.id(), nid, e.epoch());
            started = runner.start(channel, pipeline, epoch, new Listener(epoch));
        }
        run = started;
        begun();
    }

    /**
     * Nobody may be told that the run has begun before the place where it reads from is kept: what the source commits
     * earlier than a new pipeline has found its "latest" place is never read.
     */
    private void begun() {
        PipelineRun started = run;
        BinlogPosition position = started == null ? null : started.facts().position();
        if (state == PipelineState.STARTING && position != null) {
            mainstem.ready(channel.id(), pipeline.id(), nid, epoch);
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
                release();
            }
            move(PipelineState.RETRYING, fault.describe());
            long millis = pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            executor.schedule(guarded(this::contend), millis, TimeUnit.MILLISECONDS);
            return;
        }
        log.error("pipeline {} of channel {} ends: {}", pipeline.name(), channel.name(), fault.describe(), fault);
        pauseChannel(fault);
    }

    private void pauseChannel(OtterException fault) {
        try {
            control.move(channel.id(), ChannelStatus.PAUSE, pipeline.name() + ": " + fault.describe(), "node " + nid);
            move(PipelineState.RETRYING, "the channel is paused");
        } catch (OtterException e) {
            if (!e.code().isTransient()) {
                log.info("channel {} is not paused: {}", channel.name(), e.getMessage());
                return;
            }
            executor.schedule(guarded(() -> pauseChannel(fault)), 1, TimeUnit.SECONDS);
        }
    }

    private void sessionChanged(SessionState session) {
        switch (session) {
            // The term may be over any moment; the fence at the target keeps a late commit out.
            case SUSPENDED -> log.warn("pipeline {}: nothing is heard from ZooKeeper", pipeline.name());
            case LOST -> {
                endRun();
                epoch = 0;
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
        PipelineRun ending = run;
        run = null;
        if (ending != null) {
            ending.close();
            marks.end();
            show();
        }
    }

    private void show() {
        marks.show();
        BinlogPosition position = reached.getAndSet(null);
        if (position != null) {
            cursor.write(position);
        }
    }

    private void release() {
        if (epoch > 0) {
            try {
                mainstem.release(channel.id(), pipeline.id(), epoch);
            } catch (OtterException e) {
                log.warn("pipeline {}: the mainstem stays until our session ends: {}", pipeline.name(), e.getMessage());
            }
            epoch = 0;
        }
    }

    private void move(PipelineState next, String cause) {
        log.info("pipeline {} of channel {}: {} -> {}: {}", pipeline.name(), channel.name(), state, next, cause);
        state = state == next ? next : state.moveTo(next);
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
                log.error("pipeline {}: a defect in its supervision", pipeline.name(), e);
                failed(new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline.name() + ": " + e, e));
            }
        };
    }

    /** Hears one run; a run that has been replaced is not heard any more. */
    private final class Listener implements RunListener {
        private final long listenedEpoch;

        Listener(long listenedEpoch) {
            this.listenedEpoch = listenedEpoch;
        }

        @Override
        public void selected(Batch batch) {
            marks.begun(
                    batch.processId(),
                    new ProcessMark(
                            nid,
                            listenedEpoch,
                            ProcessMark.Stage.SELECTED,
                            batch.rows(),
                            batch.bytes(),
                            clock.millis()));
        }

        @Override
        public void loaded(LoadedBatch batch) {
            marks.ended(batch.processId());
            if (batch.checkpoint() != null) {
                reached.set(batch.checkpoint());
                lastFault = null;
                pause = FIRST_PAUSE;
                if (state == PipelineState.STARTING) {
                    submit(this::firstPlaceKept);
                }
            }
        }

        private void firstPlaceKept() {
            try {
                if (epoch == listenedEpoch) {
                    begun();
                }
            } catch (OtterException e) {
                PipelineSupervisor.this.failed(e);
            }
        }

        @Override
        public void finished() {
            submit(() -> {
                PipelineRun finished = run;
                if (epoch == listenedEpoch && finished != null) {
                    left(finished);
                }
            });
        }

        @Override
        public void failed(OtterException fault) {
            submit(() -> {
                if (epoch == listenedEpoch) {
                    PipelineSupervisor.this.failed(fault);
                }
            });
        }
    }
}
