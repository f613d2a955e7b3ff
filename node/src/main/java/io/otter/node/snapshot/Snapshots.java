package io.otter.node.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableName;
import io.otter.node.batch.Batch;
import io.otter.node.batch.CopiedTable;
import io.otter.node.select.MappingTable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resyncs of a pipeline's run: a thread follows what is asked for and shows how far it is; one run at a time is made.
 * {@link #merge} is for the thread that follows the log, the rest is thread-safe.
 */
public final class Snapshots implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final long SHOW_MILLIS = 1_000;
    private static final long JOIN_MILLIS = 2_000;
    /** Rows are not kept back for longer, although they may be of tables that are still to be copied. */
    private static final long FIRST_LOOK_MILLIS = 10_000;

    private final String pipeline;
    private final ResyncBoard board;
    private final Clock clock;
    private final CopyPlanner planner;
    private final CopyMerger merger;
    private final Thread thread;
    private final Set<Long> ended = new HashSet<>();
    private volatile @Nullable CopyRun run;
    private volatile Set<Long> asked = Set.of();
    private final CountDownLatch looked = new CountDownLatch(1);
    private boolean followed;

    @GuardedBy("this")
    private boolean wanted;

    /** Whether what was asked for is to be tried again after a while. */
    @GuardedBy("this")
    private boolean failed;

    /**
     * @param copied what the targets have of earlier terms
     * @param roundTrip to the load side
     */
    public Snapshots(
            PipelineConfig pipeline,
            DatabaseConnector connector,
            MappingTable mapping,
            List<CopiedTable> copied,
            Duration roundTrip,
            ResyncBoard board,
            Clock clock) {
        this.pipeline = pipeline.name();
        this.board = board;
        this.clock = clock;
        planner = new CopyPlanner(pipeline, connector, mapping, copied, roundTrip, clock);
        merger = new CopyMerger(() -> run, () -> asked);
        thread = new Thread(this::follow, pipeline.name() + "-copy");
    }

    public void start() {
        thread.start();
    }

    /** The batch with chunks in place of their marks; the same instance if there is neither. */
    public Batch merge(Batch batch) {
        if (!followed) {
            awaitFirstLook();
            followed = true;
        }
        return merger.merge(batch);
    }

    private void awaitFirstLook() {
        try {
            if (!looked.await(FIRST_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                log.warn("pipeline {}: it is not known yet which tables are to be copied", pipeline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a table is being copied, or is still to be by the run that goes on. */
    public boolean isAt(TableName table) {
        CopyRun present = run;
        return present != null ? present.covers(table.schema(), table.table()) : !asked.isEmpty();
    }

    /** A batch, and all before it, is at the target. */
    public void loaded(long processId) {
        CopyRun present = run;
        if (present != null) {
            present.loaded(processId);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        CopyRun present = run;
        if (present != null) {
            present.close();
        }
    }

    private void follow() {
        try (AutoCloseable watch = board.watch(this::ask)) {
            while (!Thread.currentThread().isInterrupted()) {
                boolean changed = await();
                try {
                    if (changed) {
                        obey(board.requests());
                    }
                    show();
                } catch (SQLException | OtterException e) {
                    log.warn("pipeline {}: resync, again in a second: {}", pipeline, e.getMessage());
                    askAgain();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.error("pipeline {}: no resyncs any more", pipeline, e);
        }
    }

    private synchronized void ask() {
        wanted = true;
        notifyAll();
    }

    private synchronized void askAgain() {
        failed = true;
    }

    /** @return whether requests may have changed */
    private synchronized boolean await() throws InterruptedException {
        if (!wanted) {
            wait(run == null && !failed ? 0 : SHOW_MILLIS);
        }
        boolean changed = wanted || failed;
        wanted = false;
        failed = false;
        return changed;
    }

    private void obey(List<ResyncRequest> requests) throws SQLException {
        asked = requests.stream()
                .filter(one -> one.rows() == null && !ended.contains(one.id()))
                .flatMap(one -> one.pairIds().stream())
                .collect(Collectors.toUnmodifiableSet());
        looked.countDown();
        CopyRun present = run;
        if (present != null) {
            Optional<ResyncRequest> own =
                    requests.stream().filter(one -> one.id() == present.id()).findFirst();
            if (own.isPresent()) {
                present.follow(own.get());
                return;
            }
            end(present, State.CANCELLED);
        }
        for (ResyncRequest request : requests) {
            if (ended.contains(request.id())) {
                continue;
            }
            CopyRun begun = planner.plan(request);
            log.info("pipeline {}: resync {} begins", pipeline, request.id());
            run = begun;
            begun.start();
            return;
        }
    }

    private void show() {
        CopyRun present = run;
        if (present == null) {
            return;
        }
        ResyncProgress progress = present.progress();
        if (progress.state().isEnd()) {
            end(present, progress.state());
            ask();
        } else {
            board.show(progress);
        }
    }

    private void end(CopyRun present, State state) {
        present.close();
        run = null;
        ended.add(present.id());
        log.info("pipeline {}: resync {} is {}", pipeline, present.id(), state);
        ResyncProgress last = present.progress();
        board.show(new ResyncProgress(last.id(), state, last.error(), last.timeMillis(), last.tables()));
    }
}
