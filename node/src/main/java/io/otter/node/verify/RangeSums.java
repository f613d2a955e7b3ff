package io.otter.node.verify;

import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import io.otter.node.snapshot.Place;
import io.otter.node.snapshot.RangeSum;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compares ranges of rows by what they add up to. Both servers compute at the same time, each its next range as soon as it has
 * the last. Where sums differ for rows that are equal, it is soon left. One range in 2^32 that differs looks equal. One thread
 * at a time.
 */
final class RangeSums implements AutoCloseable {
    private static final int FIRST_ROWS = 10_000;
    private static final int MOST_ROWS = 500_000;
    private static final int LEAST_ROWS = 2_000;
    /** What a range is to take. */
    private static final long WANTED_NANOS = 300_000_000;

    private static final int MOST_GROWTH = 4;
    private static final int MOST_IN_VAIN = 3;
    /** Ranges that are begun. */
    private static final int AHEAD = 2;

    private final TableSides sides;
    private final ChunkReader source;
    private final ChunkReader target;
    private final Digest digest;
    private final String where;
    private final ExecutorService atSource;
    private final ExecutorService atTarget;
    private final Deque<Future<@Nullable Sums>> begun = new ArrayDeque<>();
    /** What follows belongs to the thread that asks the source. */
    private final DenseKeys keys;

    private int rows = FIRST_ROWS;

    private @Nullable Place reached;
    private boolean ended;
    private volatile long targetNanos;
    private int inVain;

    /** What a row is at either side, a number of 32 bits. */
    private record Digest(String source, String target) {}

    /** The sums of a range. @param there that of the target, which may take longer */
    private record Sums(@Nullable Place from, @Nullable Place to, RangeSum here, Future<RangeSum> there) {}

    /**
     * A range after a place.
     *
     * @param from the last key before it; null if it begins with the table
     * @param to its last key; null if it goes to the end
     * @param rows at the source
     */
    record Range(@Nullable Place from, @Nullable Place to, long rows, boolean equal) {}

    private RangeSums(
            TableSides sides, ChunkReader source, ChunkReader target, Digest digest, String where, String thread) {
        this.sides = sides;
        this.source = source;
        this.target = target;
        this.digest = digest;
        this.where = where;
        keys = new DenseKeys(sides.sourceKey().stream()
                .map(column -> sides.source().schema().columns().get(column).dataType())
                .toList());
        atSource = Executors.newSingleThreadExecutor(task -> daemon(task, thread + "-source"));
        atTarget = Executors.newSingleThreadExecutor(task -> daemon(task, thread + "-target"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread worker = new Thread(task, name);
        worker.setDaemon(true);
        return worker;
    }

    /** Empty if the tables have columns of which no sum is exact. @param where condition on rows of both sides */
    static Optional<RangeSums> of(
            TableSides sides, ChunkReader source, ChunkReader target, String where, String thread) {
        StringJoiner ofSource = new StringJoiner(", ");
        StringJoiner ofTarget = new StringJoiner(", ");
        for (TableSides.Pair pair : sides.columns()) {
            Optional<ColumnSum> sum = ColumnSum.of(
                    sides.source().schema().columns().get(pair.source()),
                    sides.target().schema().columns().get(pair.target()));
            if (sum.isEmpty()) {
                return Optional.empty();
            }
            ofSource.add(sum.get().source());
            ofTarget.add(sum.get().target());
        }
        return Optional.of(
                new RangeSums(sides, source, target, new Digest(digest(ofSource), digest(ofTarget)), where, thread));
    }

    private static String digest(StringJoiner columns) {
        // A CRC of a CRC's digits, as sums of CRCs alone are equal for one of 10,000 pairs of rows that swapped a
        // value.
        // Null where a row is longer than max_allowed_packet; then the sums must differ.
        return "IFNULL(CRC32(CRC32(CONCAT_WS(" + ColumnSum.SEPARATOR + ", " + columns
                + "))), CAST(FLOOR(RAND() * 9e15) AS UNSIGNED))";
    }

    /** Whether this is of use. */
    boolean helps() {
        return inVain < MOST_IN_VAIN;
    }

    /** @param differed whether rows of a range with another sum were others, too */
    void looked(boolean differed) {
        inVain = differed ? 0 : inVain + 1;
    }

    /** The next range of the table, as large as is quick. Not to be called after its last. */
    Range next() throws SQLException, ChangedException, InterruptedException {
        while (begun.size() < AHEAD) {
            begun.add(atSource.submit(this::ahead));
        }
        return range(Objects.requireNonNull(result(begun.remove())));
    }

    /** A part of a range whose sums differ; the readers must be free. @param end of the range; null for that of the table */
    Range part(@Nullable Place from, @Nullable Place end, int most)
            throws SQLException, ChangedException, InterruptedException {
        return range(sums(from, end, most));
    }

    /** Waits until the readers are free: ranges that are begun are done, and kept. */
    void rest() throws SQLException, ChangedException, InterruptedException {
        for (Future<@Nullable Sums> one : begun) {
            Sums sums = result(one);
            if (sums != null) {
                result(sums.there());
            }
        }
    }

    /** Waits for the servers' answers, so that the readers are free for another attempt. */
    @Override
    public void close() {
        try {
            end(atSource);
            end(atTarget);
        } catch (InterruptedException e) {
            atTarget.shutdownNow();
            Thread.currentThread().interrupt(); // the pipeline is closed, and so are the readers
        }
    }

    private static void end(ExecutorService worker) throws InterruptedException {
        worker.shutdownNow();
        boolean free = false;
        while (!free) {
            free = worker.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    /** The next range; null after the last, and after one that failed. */
    private @Nullable Sums ahead() throws SQLException, ChangedException {
        if (ended) {
            return null;
        }
        ended = true;
        long since = System.nanoTime();
        Optional<Place> end = keys.end(reached, rows);
        Sums sums = end.isPresent() ? sums(reached, end.get()) : sums(reached, null, rows);
        keys.counted(reached, sums.to(), rows, sums.here().rows());
        long nanos = Math.max(System.nanoTime() - since, targetNanos);
        double growth = Math.min(MOST_GROWTH, (double) WANTED_NANOS / nanos);
        if (growth < 1 || sums.to() != null) {
            rows = (int) Math.max(LEAST_ROWS, Math.min(MOST_ROWS, rows * growth));
        }
        reached = sums.to();
        ended = reached == null;
        return sums;
    }

    private Sums sums(@Nullable Place from, @Nullable Place end, int most) throws SQLException, ChangedException {
        return sums(from, source.last(sides.source(), from, end, where, most).orElse(end));
    }

    private Sums sums(@Nullable Place from, @Nullable Place to) throws SQLException, ChangedException {
        Future<RangeSum> there = atTarget.submit(() -> {
            long since = System.nanoTime();
            RangeSum sum = target.sum(sides.target(), digest.target(), from, to, where);
            targetNanos = System.nanoTime() - since;
            return sum;
        });
        return new Sums(from, to, source.sum(sides.source(), digest.source(), from, to, where), there);
    }

    private static Range range(Sums sums) throws SQLException, ChangedException, InterruptedException {
        RangeSum there = result(sums.there());
        return new Range(sums.from(), sums.to(), sums.here().rows(), sums.here().equals(there));
    }

    private static <T extends @Nullable Object> T result(Future<T> other)
            throws SQLException, ChangedException, InterruptedException {
        try {
            return other.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException fault) {
                throw fault;
            } else if (cause instanceof ChangedException changed) {
                throw changed;
            } else if (cause instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IllegalStateException(cause);
        }
    }
}
