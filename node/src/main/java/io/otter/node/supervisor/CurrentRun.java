package io.otter.node.supervisor;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.node.batch.Batch;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.pipeline.Run;
import io.otter.node.pipeline.RunFacts;
import io.otter.node.pipeline.RunListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one run of a pipeline, or its opening: begins it, shows its progress, ends it. Of a run that has ended nothing is heard
 * any more. On the supervisor's thread but for {@link #get()} and {@link #facts()}.
 */
final class CurrentRun {
    private static final Logger log = LoggerFactory.getLogger(CurrentRun.class);

    private final ChannelConfig channel;
    private final PipelineConfig pipeline;
    private final Supervision supervision;
    private final PublishedProgress progress;
    private final Consumer<Runnable> supervisorThread;
    private final Events events;

    private volatile @Nullable Listener listener;
    private @Nullable RunOpening opening;
    private @Nullable RunOpening looked;
    private volatile @Nullable Run run;

    CurrentRun(
            ChannelConfig channel,
            PipelineConfig pipeline,
            Supervision supervision,
            PublishedProgress progress,
            Consumer<Runnable> supervisorThread,
            Events events) {
        this.channel = channel;
        this.pipeline = pipeline;
        this.supervision = supervision;
        this.progress = progress;
        this.supervisorThread = supervisorThread;
        this.events = events;
    }

    /** Empty while there is none, or it is being opened. From any thread. */
    Optional<Run> get() {
        return Optional.ofNullable(run);
    }

    /** Of one that goes on: what has just ended by itself says nothing more. From any thread. */
    Optional<RunFacts> facts() {
        Listener own = listener;
        return own == null || own.over ? Optional.empty() : get().map(Run::facts);
    }

    /** Begins to open one for a term; there must be none. */
    void begin(TermGuard term) {
        progress.begin(term);
        long epoch = term.epoch();
        Listener own = new Listener(epoch);
        listener = own;
        RunOpening begun = new RunOpening(
                pipeline.name(),
                () -> supervision.runs().start(channel, pipeline, epoch, own),
                supervision.limits().close(),
                () -> own.whileCurrent(this::opened));
        opening = begun;
        begun.begin(supervision.threads());
    }

    /** Gives up what is being opened, closes what is open; does nothing when there is neither. */
    void end() {
        listener = null;
        Run ending = run;
        run = null;
        RunOpening unfinished = opening;
        opening = null;
        if (unfinished != null) {
            ending = unfinished.cancel().orElse(null);
        }
        if (ending != null) {
            close(ending);
            progress.end();
        }
    }

    /** Whether it is being opened, and was at the previous call. */
    boolean isStillOpening() {
        boolean still = opening != null && opening == looked;
        looked = opening;
        return still;
    }

    /** On a thread of its own: a server or a network that is gone may let it wait for any time. */
    private void close(Run ending) {
        SupervisionThreads.Aside closing = supervision.threads().aside(pipeline.name() + "-close", ending::close);
        Duration limit = supervision.limits().close();
        try {
            if (!closing.join(limit)) {
                log.error(
                        "pipeline {}: its run has not ended within {} s and is left to itself; the fence at its targets"
                                + " keeps it from writing",
                        pipeline.name(),
                        limit.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void opened() {
        RunOpening ended = opening;
        opening = null;
        if (ended == null) {
            return;
        }
        try {
            run = ended.take();
        } catch (OtterException e) {
            listener = null;
            events.refused(e);
            return;
        }
        events.opened();
    }

    /** What becomes of the run; on the supervisor's thread unless said otherwise. */
    interface Events {
        void opened();

        /** There is no run. */
        void refused(OtterException fault);

        /** The target's position is kept and has moved; on any thread, often. */
        void moved();

        /** A fault that is tried again while the run is opened; null when it is over. On any thread. */
        void retrying(@Nullable OtterException fault);

        /** It has applied what it had and is to be ended. */
        void finished();

        /** It is to be ended. */
        void failed(OtterException fault);
    }

    private final class Listener implements RunListener {
        private final long epoch;
        /** It has ended, which the supervisor may hear later. */
        private volatile boolean over;

        Listener(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public void selected(Batch batch) {
            if (isCurrent()) {
                progress.selected(batch, epoch);
            }
        }

        @Override
        public void loaded(LoadedBatch batch) {
            progress.loaded(batch);
            if (batch.checkpoint() != null && isCurrent()) {
                events.moved();
            }
        }

        @Override
        public void retrying(@Nullable OtterException fault) {
            if (isCurrent()) {
                events.retrying(fault);
            }
        }

        @Override
        public void finished() {
            whileCurrent(events::finished);
        }

        @Override
        public void failed(OtterException fault) {
            over = true;
            retrying(fault); // shown at once: the supervisor may be waiting for ZooKeeper
            whileCurrent(() -> events.failed(fault));
        }

        private void whileCurrent(Runnable event) {
            supervisorThread.accept(() -> {
                if (isCurrent()) {
                    event.run();
                }
            });
        }

        private boolean isCurrent() {
            return listener == this;
        }
    }
}
