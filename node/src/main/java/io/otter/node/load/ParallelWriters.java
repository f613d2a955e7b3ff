package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections that share the changes of a unit and commit independently, lighter weights first. They write rows but
 * never repair them: any row that is not as the log expects is a fault for the caller. Used and closed by one thread.
 */
final class ParallelWriters implements AutoCloseable {
    /** Smaller parts cost more than they save. */
    private static final int FEWEST_CHANGES = 250;

    private final String pipeline;
    private final List<TargetConnection> sessions;
    private final Gate gate;
    private final ExecutorService threads;

    /**
     * @param threadName prefix of the thread names
     * @param sessions one connection per writer; the caller closes them after this
     */
    ParallelWriters(String pipeline, String threadName, List<TargetConnection> sessions, Gate gate) {
        this.pipeline = pipeline;
        this.sessions = List.copyOf(sessions);
        this.gate = gate;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(
                sessions.size(), task -> new Thread(task, threadName + "-" + number.incrementAndGet()));
    }

    /**
     * Writes and commits groups of changes; returns once all are committed.
     *
     * @param byWeight the lightest first
     * @param origin the site where all of them were made first; 0 if they need not carry it
     * @throws SQLException when not all are committed; some may be
     * @throws OtterException likewise
     */
    void write(SortedMap<Integer, List<ChangeGroup>> byWeight, int origin) throws SQLException, InterruptedException {
        for (List<ChangeGroup> groups : byWeight.values()) {
            List<List<TargetChange>> parts = new ArrayList<>();
            for (ChangeGroup group : groups) {
                parts.addAll(group.divided(FEWEST_CHANGES, sessions.size()));
            }
            gate.pass();
            writeAtOnce(parts, origin);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAtOnce(List<List<TargetChange>> parts, int origin) throws SQLException, InterruptedException {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        List<List<List<TargetChange>>> shares = shares(parts);
        for (int i = 0; i < shares.size(); i++) {
            TargetConnection session = sessions.get(i);
            List<List<TargetChange>> share = shares.get(i);
            tasks.add(() -> {
                write(session, share, origin);
                return true;
            });
        }
        // Returns after all writers have finished, so nothing is still being written when a fault is thrown.
        for (Future<Boolean> writer : threads.invokeAll(tasks)) {
            try {
                writer.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SQLException fault) {
                    throw fault;
                }
                if (e.getCause() instanceof RuntimeException fault) {
                    throw fault;
                }
                throw new IllegalStateException("pipeline " + pipeline + ": a writer ended", e.getCause());
            }
        }
    }

    /** Assigns large parts first, each to the writer with the least work. */
    private List<List<List<TargetChange>>> shares(List<List<TargetChange>> parts) {
        List<List<List<TargetChange>>> shares = new ArrayList<>();
        int[] sizes = new int[Math.min(parts.size(), sessions.size())];
        for (int i = 0; i < sizes.length; i++) {
            shares.add(new ArrayList<>());
        }
        List<List<TargetChange>> largestFirst = new ArrayList<>(parts);
        largestFirst.sort(Comparator.comparingInt((List<TargetChange> part) -> part.size())
                .reversed());
        for (List<TargetChange> part : largestFirst) {
            int least = 0;
            for (int i = 1; i < sizes.length; i++) {
                least = sizes[i] < sizes[least] ? i : least;
            }
            sizes[least] += part.size();
            shares.get(least).add(part);
        }
        return shares;
    }

    private void write(TargetConnection session, List<List<TargetChange>> parts, int origin) throws SQLException {
        UnitWriter writer = new UnitWriter(pipeline, ConflictBook.NONE, session.answers());
        boolean committed = false;
        session.answers().asked();
        try {
            Connection open = session.open();
            session.carry(origin);
            for (List<TargetChange> part : parts) {
                writer.writeInOrder(open, part, false, new Applied());
            }
            session.commitAhead();
            committed = true;
        } finally {
            session.answers().done();
            if (!committed) {
                session.drop();
            }
        }
    }
}
