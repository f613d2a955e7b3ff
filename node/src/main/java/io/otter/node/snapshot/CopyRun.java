package io.otter.node.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.database.TableName;
import io.otter.node.batch.CopyStep;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A resync at work on this node: its tables and the threads that read them. Thread-safe. */
final class CopyRun implements AutoCloseable {
    private static final long JOIN_MILLIS = 2_000;

    private final String pipeline;
    private final ResyncRequest request;
    private final Clock clock;
    private final List<TableCopy> tables;
    private final Set<TableName> names;
    private final String nonce;
    private final Pace pace = new Pace();
    private final Throttle throttle = new Throttle(this);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Indexer indexer;

    @GuardedBy("this")
    private final Deque<TableCopy> waiting;

    /** Those that a lane is at. */
    @GuardedBy("this")
    private final Set<TableCopy> held = new HashSet<>();

    /** Chunks on their way to the target. */
    @GuardedBy("this")
    private final Deque<Sent> sent = new ArrayDeque<>();

    @GuardedBy("this")
    private long sentBytes;

    @GuardedBy("this")
    private final Flight flight;

    private record Sent(long processId, TableCopy table, int beginning, CopyStep step, long bytes, long nanos) {}

    /**
     * @param readers makes the reader of a lane
     * @param targets that get indexes behind the rows
     * @param roundTrip to the load side
     */
    CopyRun(
            String pipeline,
            ResyncRequest request,
            List<TableCopy> tables,
            Function<Integer, ChunkReader> readers,
            CopyTargets targets,
            Duration roundTrip,
            Clock clock) {
        flight = new Flight(roundTrip, System.nanoTime());
        this.pipeline = pipeline;
        this.request = request;
        this.clock = clock;
        this.tables = List.copyOf(tables);
        names = tables.stream().map(TableCopy::name).collect(Collectors.toUnmodifiableSet());
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        nonce = HexFormat.of().formatHex(random);
        List<TableCopy> open =
                tables.stream().filter(table -> !table.rowsThere()).toList();
        waiting = new ArrayDeque<>(open);
        follow(request);
        for (int i = 0; i < Math.max(1, Math.min(request.parallelism(), open.size())); i++) {
            Lane lane = new Lane(this, i, readers.apply(i), clock);
            lanes.add(lane);
            threads.add(new Thread(lane, pipeline + "-copy-" + (i + 1)));
        }
        indexer = new Indexer(this, targets);
        threads.add(new Thread(indexer, pipeline + "-copy-indexes"));
        tables.stream()
                .filter(table -> table.rowsThere() && table.state() != State.DONE)
                .forEach(indexer::add);
    }

    void start() {
        threads.forEach(Thread::start);
    }

    long id() {
        return request.id();
    }

    String pipeline() {
        return pipeline;
    }

    String where() {
        return request.where();
    }

    boolean emptyFirst() {
        return request.emptyFirst();
    }

    Pace pace() {
        return pace;
    }

    Throttle throttle() {
        return throttle;
    }

    /** Whether rows of this table that the log brings may not be at the target yet, or newer ones may. */
    boolean covers(String schema, String table) {
        return names.contains(new TableName(schema, table));
    }

    List<Lane> lanes() {
        return lanes;
    }

    /** What a mark of a reader holds. */
    String token(int lane, long number) {
        return nonce + ":" + lane + ":" + number;
    }

    /** Takes over what may be changed of a run. */
    void follow(ResyncRequest changed) {
        if (pace.set(changed.rowsPerSecond(), changed.paused())) {
            tables.forEach(TableCopy::measureAnew);
        }
    }

    /** What the mark with this token stands for; empty if it is another's, or there is nothing to write. */
    Optional<LaneWindow.Merged> closed(String token) {
        String[] parts = token.split(":");
        if (parts.length != 3 || !parts[0].equals(nonce)) {
            return Optional.empty();
        }
        return lanes.get(Integer.parseInt(parts[1])).window().closed(Long.parseLong(parts[2]));
    }

    /** A step is on its way with a batch. */
    synchronized void sent(long processId, TableCopy table, CopyStep step, long bytes) {
        sent.add(new Sent(processId, table, table.beginning(), step, bytes, System.nanoTime()));
        sentBytes += bytes;
    }

    /**
     * Waits until another chunk may be on its way.
     *
     * @return false if the time was over first
     */
    synchronized boolean awaitRoom(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (!flight.takes(onTheWay())) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** What was read and is not at the target yet. */
    @GuardedBy("this")
    private long onTheWay() {
        return sentBytes
                + lanes.stream().mapToLong(lane -> lane.window().bytes()).sum();
    }

    /** @return how many of these rows the next chunk may have */
    synchronized int most(int wanted) {
        return flight.most(wanted);
    }

    synchronized void read(Chunk chunk) {
        flight.read(chunk.rows().size(), chunk.bytes());
    }

    /** A batch, and all before it, is at the target. */
    synchronized void loaded(long processId) {
        long now = System.nanoTime();
        while (!sent.isEmpty() && sent.element().processId() <= processId) {
            Sent one = sent.remove();
            flight.arrived(now - one.nanos(), now);
            sentBytes -= one.bytes();
            boolean last = one.step().kind() == CopyStep.Kind.LAST;
            if (one.table().loaded(one.beginning(), one.step().rows(), last, now)) {
                indexer.add(one.table());
            }
        }
        notifyAll();
    }

    ResyncProgress progress() {
        long now = System.nanoTime();
        boolean paused = pace.isPaused();
        Map<State, Long> states =
                tables.stream().collect(Collectors.groupingBy(TableCopy::state, Collectors.counting()));
        long failed = states.getOrDefault(State.FAILED, 0L);
        boolean over = states.getOrDefault(State.DONE, 0L) + failed == tables.size();
        State state = over ? (failed > 0 ? State.FAILED : State.DONE) : paused ? State.PAUSED : State.RUNNING;
        return new ResyncProgress(
                request.id(),
                state,
                over && failed > 0 ? failed + " of " + tables.size() + " tables could not be copied." : "",
                clock.millis(),
                tables.stream().map(table -> table.shown(paused, now)).toList());
    }

    /** Waits before something is tried again, unless the run is closed. */
    void rest(Duration pause) throws InterruptedException {
        if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("the run is closed");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        threads.forEach(Thread::interrupt);
        indexer.close();
        try {
            for (Thread thread : threads) {
                thread.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next table for a lane; waits for one, as a table that is done may have to be copied anew until the run is over. */
    synchronized TableCopy next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        TableCopy table = waiting.remove();
        held.add(table);
        return table;
    }

    /** A lane is done with a table. @param since the {@link TableCopy#beginning} that it read. @return false if it has to begin anew */
    synchronized boolean leaves(TableCopy table, int since) {
        if (table.beginning() != since) {
            return false;
        }
        held.remove(table);
        return true;
    }

    /**
     * Has tables read from their beginning, as they are others now than before.
     *
     * @return what the target has to keep of it
     */
    synchronized List<CopyStep> beginAnew(Set<TableName> others) {
        List<CopyStep> steps = new ArrayList<>();
        for (TableCopy table : tables) {
            if (others.contains(table.name()) && table.anew()) {
                if (!held.contains(table) && !waiting.contains(table)) {
                    waiting.add(table);
                    notifyAll();
                }
                steps.add(new CopyStep(
                        id(),
                        table.name().schema(),
                        table.name().table(),
                        CopyStep.Kind.ANEW,
                        "",
                        0,
                        false,
                        table.pairIds()));
            }
        }
        return steps;
    }
}
