package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.MediaPair;
import io.otter.common.model.Order;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CopiedTable;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.ddl.DdlApplier;
import io.otter.node.transform.TargetChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads one target server. A thread of its own maps pushed batches and merges waiting ones into units. When everything
 * waiting fits into one unit and none is in progress, it loads that unit itself, which has the lowest latency; under
 * backlog, units go to the appliers, or with relaxed order, parts of large units go to the parallel writers. DDL and
 * transactions in pieces are loaded by this thread, after everything before them is committed.
 */
final class TargetLoader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetLoader.class);
    private static final int REMEMBERED_KEYS = 200_000;

    private final String pipeline;
    private final Gate gate;
    private final TargetListener listener;
    private final Retry retry;
    private final TransactionMapping mapping;
    private final DdlApplier ddlApplier;
    private final Committer committer = new Committer();
    private final ConflictGraph graph = new ConflictGraph(REMEMBERED_KEYS);
    private final UnitBuilder builder;
    private final LinkedBlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
    private final BlockingQueue<Unit> units;
    private final TargetConnection session;
    private final SilentTarget silence;
    private final UnitLoader loader;
    private final boolean inParallel;
    private @Nullable ParallelWriters writers;
    private @Nullable RelaxedLoader relaxed;
    private final List<TargetConnection> sessions = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AlreadyApplied alreadyApplied;
    /** Confined to the loading thread. */
    private @Nullable SchemaNews skippedNews;

    TargetLoader(PipelineConfig pipeline, Target target, UnitSize unitSize, Retry retry, Gate gate, Told told) {
        this.pipeline = pipeline.name();
        alreadyApplied = new AlreadyApplied(pipeline.name());
        this.gate = gate;
        listener = told.listener();
        this.retry = retry;
        boolean dryRun = pipeline.parameters().dryRun();
        ddlApplier = target.ddlApplier();
        DeadLetters deadLetters = target.deadLetters();
        int connections =
                pipeline.parameters().loadPoolSize() > 1 ? pipeline.parameters().loadPoolSize() : 0;
        boolean isRelaxed = connections > 0 && pipeline.parameters().order() == Order.RELAXED;
        inParallel = connections > 0 && !isRelaxed;
        builder = new UnitBuilder(isRelaxed ? unitSize.ofRelaxed() : unitSize);
        units = new ArrayBlockingQueue<>(Math.max(1, connections));
        String name = pipeline.name() + "-load"
                + (pipeline.targets().size() > 1 ? "-" + target.server().name() : "");
        OwnConnections ids = new OwnConnections();
        for (int i = 0; i <= connections; i++) {
            sessions.add(target.connection(pipeline, ids, i));
        }
        session = sessions.get(0);
        mapping = new TransactionMapping(pipeline, target, session);
        silence = new SilentTarget(
                pipeline.name(),
                target.server(),
                SilentTarget.LONG,
                sessions.stream().map(TargetConnection::answers).toList(),
                told.silence());
        loader = new UnitLoader(pipeline.name(), session, committer, deadLetters, ddlApplier::conclude, retry, dryRun);
        threads.add(new Thread(this::run, name));
        if (isRelaxed) {
            Map<Long, Integer> weights =
                    pipeline.pairs().stream().collect(Collectors.toMap(MediaPair::id, MediaPair::weight));
            List<TargetConnection> ofWriters = sessions.subList(1, sessions.size());
            writers = new ParallelWriters(pipeline.name(), name, ofWriters, gate);
            relaxed = new RelaxedLoader(pipeline.name(), writers, weights, loader);
            return;
        }
        for (int i = 1; i <= connections; i++) {
            UnitLoader own =
                    new UnitLoader(pipeline.name(), sessions.get(i), committer, deadLetters, open -> {}, retry, dryRun);
            Applier applier = new Applier(pipeline.name(), units, own, committer, gate, quietAfterEnd());
            threads.add(new Thread(applier, name + "-" + i));
        }
    }

    /**
     * Who hears of a target.
     *
     * @param silence receives that it does not answer, and null once it does
     */
    record Told(TargetListener listener, Consumer<@Nullable OtterException> silence) {}

    /** Claims the checkpoint for an epoch. @return the position; empty when nothing was ever applied here */
    Optional<BinlogPosition> fence(long epoch) throws InterruptedException {
        Optional<BinlogPosition> position = retry.untilDone(session::drop, () -> session.fence(epoch));
        sessions.forEach(one -> one.claimed(epoch));
        return position;
    }

    /** What this target keeps of the source's tables; call after {@link #fence}. */
    Optional<KeptSchemas> keptSchemas() throws InterruptedException {
        return retry.untilDone(session::drop, session::keptSchemas);
    }

    /** What this target has of resyncs; call after {@link #fence}. */
    List<CopiedTable> copied() throws InterruptedException {
        return retry.untilDone(session::drop, session::copied);
    }

    /** Skips transactions up to and including the one that ends here: this target has them, a slower one does not. */
    void skipUntil(BinlogPosition position) {
        alreadyApplied.until(position);
    }

    void start() {
        threads.forEach(Thread::start);
        silence.start();
    }

    /** Queues a batch; the caller limits how much is in flight. */
    void push(Batch batch) {
        batches.add(batch);
    }

    /** Stops loading; whatever is not committed is rolled back, by the server if it does not answer in time. */
    @Override
    public void close() {
        ended.set(true);
        silence.close();
        new LoaderEnd(pipeline, threads, sessions).await(() -> {
            if (writers != null) {
                writers.close();
            }
        });
    }

    private void run() {
        try (loader) {
            while (!Thread.interrupted()) {
                @Nullable Batch batch = batches.take();
                while (batch != null) {
                    load(batch);
                    // A batch that only moves the position is flushed alone, even if the next one cannot be loaded.
                    batch = batch.rows() > 0 ? batches.poll() : null;
                }
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OtterException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new OtterException(ErrorCode.INTERNAL, "pipeline " + pipeline + ": loading ended: " + e, e));
        }
    }

    private void load(Batch batch) throws InterruptedException {
        List<BatchTransaction> transactions = batch.transactions();
        for (int i = 0; i < transactions.size(); i++) {
            BatchTransaction transaction = withSkippedNews(transactions.get(i));
            boolean last = i == transactions.size() - 1;
            if (alreadyApplied.test(transaction)) {
                skippedNews = transaction.schemas() == null ? skippedNews : transaction.schemas();
                if (last) {
                    skip(batch);
                }
                continue;
            }
            boolean alone = !transaction.first() || !transaction.last() || TransactionMapping.isAct(transaction);
            if (alone) {
                flush();
            } else if (builder.isFull() || builder.isOfAnother(transaction)) {
                hand();
            }
            builder.add(transaction, prepare(transaction, alone));
            if (last) {
                builder.finish(batch);
            }
            if (alone) {
                loadHere();
                if (transaction.last()) {
                    ddlApplier.settled();
                }
            }
        }
    }

    /** With what became known in transactions that were skipped, once one is not. */
    private BatchTransaction withSkippedNews(BatchTransaction transaction) {
        SchemaNews skipped = skippedNews;
        if (skipped == null || !transaction.last()) {
            return transaction;
        }
        skippedNews = null;
        return transaction.after(skipped);
    }

    /** For a batch whose end the target already has. */
    private void skip(Batch batch) throws InterruptedException {
        flush();
        committer.awaitAll();
        listener.loaded(new Unit(0, Dependencies.NONE, List.of(), List.of(), List.of(batch)), new Applied());
    }

    /** Maps a transaction. With {@code alone}, waits until everything before it is committed, and runs its DDL. */
    private List<TargetChange> prepare(BatchTransaction transaction, boolean alone) throws InterruptedException {
        try {
            if (alone) {
                committer.awaitAll();
                gate.pass();
            }
            if (!TransactionMapping.isAct(transaction)) {
                session.answers().asked(); // a table may be looked up
            }
            long begun = System.nanoTime();
            List<TargetChange> mapped = retry.untilDone(loader::lost, () -> mapping.map(transaction));
            listener.transformed(System.nanoTime() - begun);
            return mapped;
        } catch (OtterException e) {
            session.answers().done();
            flush();
            committer.awaitAll();
            throw e;
        } finally {
            session.answers().done();
        }
    }

    /** Loads what is collected, on this thread if it is otherwise idle. */
    private void flush() throws InterruptedException {
        if (builder.isEmpty()) {
            return;
        }
        if (committer.isBusy() || !batches.isEmpty()) {
            hand();
        } else {
            loadHere();
        }
    }

    /** Hands what is collected to the appliers, if there are any. */
    private void hand() throws InterruptedException {
        if (inParallel) {
            session.ended(); // it may have looked up a table
            units.put(build());
        } else {
            loadHere();
        }
    }

    private void loadHere() throws InterruptedException {
        gate.pass();
        Unit unit = build();
        Applied applied = relaxed == null ? loader.load(unit) : relaxed.load(unit);
        committer.committed(unit, () -> listener.loaded(unit, applied));
        loader.tell(unit);
    }

    private Unit build() {
        return builder.build(committer.add(), graph, committer.committed());
    }

    private TargetListener quietAfterEnd() {
        return new TargetListener() {
            @Override
            public void loaded(Unit unit, Applied applied) {
                listener.loaded(unit, applied);
            }

            @Override
            public void transformed(long nanos) {
                listener.transformed(nanos);
            }

            @Override
            public void failed(OtterException fault) {
                fail(fault);
            }
        };
    }

    /** The first fault stops all threads; faults that follow from it are ignored. */
    private void fail(OtterException fault) {
        if (ended.compareAndSet(false, true)) {
            // Not the current one: it still has to report the fault.
            threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
            listener.failed(fault);
        }
    }
}
