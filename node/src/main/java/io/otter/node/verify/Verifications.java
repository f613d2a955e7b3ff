package io.otter.node.verify;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableName;
import io.otter.node.batch.Batch;
import io.otter.node.extend.Processors;
import io.otter.node.select.MappingTable;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The comparisons of a pipeline's run: a thread makes what is asked for, one after another. {@link #follow} is for the thread
 * that follows the log, the rest is thread-safe.
 */
public final class Verifications implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Verifications.class);
    private static final long SHOW_NANOS = 1_000_000_000;
    private static final long REST_MILLIS = 2_000;
    private static final long JOIN_MILLIS = 2_000;
    /** Rows that changed in that time are compared together. */
    private static final long ROUND_MILLIS = 5_000;

    private final PipelineConfig pipeline;
    private final DatabaseConnector connector;
    private final Processors processors;
    private final MappingTable mapping;
    private final VerifyBoard board;
    private final Predicate<TableName> copied;
    private final Clock clock;
    private final LogWatch watch = new LogWatch();
    private final KeySample sample = new KeySample(new SplittableRandom());
    private final Set<Long> ended = new HashSet<>();
    private final Thread thread;
    /** Confined to the thread. */
    private @Nullable SampleRun changed;

    @GuardedBy("this")
    private boolean asked;

    /** @param copied whether rows of the source table may not be at the target yet */
    public Verifications(
            PipelineConfig pipeline,
            DatabaseConnector connector,
            Processors processors,
            MappingTable mapping,
            VerifyBoard board,
            Predicate<TableName> copied,
            Clock clock) {
        this.pipeline = pipeline;
        this.connector = connector;
        this.processors = processors;
        this.mapping = mapping;
        this.board = board;
        this.copied = copied;
        this.clock = clock;
        thread = new Thread(this::work, pipeline.name() + "-verify");
    }

    public void start() {
        thread.start();
    }

    /** A batch of the log before it is handed over. */
    public void follow(Batch batch) {
        watch.follow(batch);
        sample.follow(batch);
    }

    /** A batch, and all before it, is at the target. */
    public void loaded(long processId) {
        watch.loaded(processId);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The request of a run is gone. */
    private static final class GivenUpException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void work() {
        try (AutoCloseable watching = board.watch(this::ask)) {
            while (true) {
                Optional<VerifyRequest> next = next();
                if (next.filter(VerifyRequest::ofChanged).isPresent()) {
                    compareChanged(next.get());
                } else if (next.isPresent()) {
                    verify(next.get());
                } else {
                    sample.want(0);
                    await(Long.MAX_VALUE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.error("pipeline {}: no comparisons any more", pipeline.name(), e);
        }
    }

    private synchronized void ask() {
        asked = true;
        notifyAll();
    }

    /** @return whether something was asked for; false when the time was over first */
    private synchronized boolean await(long millis) throws InterruptedException {
        long begun = System.nanoTime();
        while (!asked) {
            long left = millis - (System.nanoTime() - begun) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        asked = false;
        return true;
    }

    private synchronized boolean takeAsked() {
        boolean taken = asked;
        asked = false;
        return taken;
    }

    private Optional<VerifyRequest> next() throws InterruptedException {
        while (true) {
            try {
                return board.requests().stream()
                        .filter(one -> !ended.contains(one.id()))
                        .min(Comparator.comparing(VerifyRequest::ofChanged));
            } catch (OtterException e) {
                log.warn("pipeline {}: comparisons, again soon: {}", pipeline.name(), e.getMessage());
                Rest.millis(REST_MILLIS);
            }
        }
    }

    /** Waits for changed rows and compares them, unless something is asked for. */
    private void compareChanged(VerifyRequest request) throws InterruptedException {
        SampleRun run = changed;
        if (run == null || run.id() != request.id()) {
            PairSides pairs = new PairSides(pipeline, connector, processors);
            run = new SampleRun(pipeline, pairs, mapping, board, request, copied, clock);
            changed = run;
            log.info("pipeline {}: comparison {} of rows as they change begins", pipeline.name(), request.id());
        }
        sample.want((int) Math.max(1, request.perMinute() * ROUND_MILLIS / 60_000));
        if (await(ROUND_MILLIS)) {
            return;
        }
        try {
            run.round(sample.take(), watch, this::beatUntilAsked);
            board.show(run.progress());
        } catch (GivenUpException e) {
            log.debug("pipeline {}: something else is to be compared first", pipeline.name());
        } catch (OtterException e) {
            log.debug("pipeline {}: a comparison is not shown: {}", pipeline.name(), e.getMessage());
        }
    }

    private void beatUntilAsked() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the pipeline is closed");
        }
        if (isAsked()) {
            throw new GivenUpException();
        }
    }

    private synchronized boolean isAsked() {
        return asked;
    }

    private void verify(VerifyRequest request) throws InterruptedException {
        log.info("pipeline {}: comparison {} begins", pipeline.name(), request.id());
        VerifyRun run = new VerifyRun(pipeline, connector, processors, mapping, board, request, clock);
        Pulse pulse = new Pulse(request, run);
        @Nullable State state = null;
        while (state == null) {
            try {
                pulse.beat();
                run.run(watch, pulse);
                state = State.DONE;
            } catch (GivenUpException e) {
                state = State.CANCELLED;
            } catch (SQLException | OtterException e) {
                log.warn("pipeline {}: comparison {}, again soon: {}", pipeline.name(), request.id(), e.getMessage());
                Rest.millis(REST_MILLIS);
            }
        }
        ended.add(request.id());
        log.info("pipeline {}: comparison {} is {}", pipeline.name(), request.id(), state);
        show(run, state);
    }

    private void show(VerifyRun run, State state) throws InterruptedException {
        while (true) {
            try {
                board.show(run.progress(state));
                return;
            } catch (OtterException e) {
                log.debug("pipeline {}: a comparison is not shown: {}", pipeline.name(), e.getMessage());
                Rest.millis(REST_MILLIS);
            }
        }
    }

    /** Shows how far a run is, and ends it when its request is gone. */
    private final class Pulse implements Settlement.Pulse {
        private final VerifyRequest request;
        private final VerifyRun run;
        private long shownNanos = System.nanoTime() - SHOW_NANOS;

        Pulse(VerifyRequest request, VerifyRun run) {
            this.request = request;
            this.run = run;
        }

        @Override
        public void beat() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("the pipeline is closed");
            }
            if (System.nanoTime() - shownNanos < SHOW_NANOS) {
                return;
            }
            shownNanos = System.nanoTime();
            try {
                List<VerifyRequest> present = takeAsked() ? board.requests() : List.of(request);
                if (present.stream().noneMatch(one -> one.id() == request.id())) {
                    throw new GivenUpException();
                }
                board.show(run.progress(State.RUNNING));
            } catch (OtterException e) {
                ask();
                log.debug("pipeline {}: a comparison is not shown: {}", pipeline.name(), e.getMessage());
            }
        }
    }
}
