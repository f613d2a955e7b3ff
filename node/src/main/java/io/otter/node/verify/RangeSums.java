package io.otter.node.verify;

import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import io.otter.node.snapshot.Place;
import io.otter.node.snapshot.RangeSum;
import java.sql.SQLException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Compares ranges of rows by what they add up to, which both servers compute at the same time. Where that is not the same
 * for rows that are, it is soon left. One range in 2^32 that differs looks equal. One thread at a time.
 */
final class RangeSums implements AutoCloseable {
    private static final int FIRST_ROWS = 10_000;
    private static final int MOST_ROWS = 500_000;
    private static final int LEAST_ROWS = 2_000;
    /** What a range is to take. */
    private static final long WANTED_NANOS = 300_000_000;

    private static final int MOST_GROWTH = 4;
    private static final int MOST_IN_VAIN = 3;

    private final TableSides sides;
    private final ChunkReader source;
    private final ChunkReader target;
    private final Digest digest;
    private final ExecutorService other;
    private int rows = FIRST_ROWS;
    private int inVain;

    /** What a row is at either side, a number of 32 bits. */
    private record Digest(String source, String target) {}

    /**
     * A range after a place.
     *
     * @param to its last key; null if it goes to the end
     * @param rows at the source
     */
    record Range(@Nullable Place to, long rows, boolean equal) {}

    private RangeSums(TableSides sides, ChunkReader source, ChunkReader target, Digest digest, String thread) {
        this.sides = sides;
        this.source = source;
        this.target = target;
        this.digest = digest;
        other = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, thread);
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Empty if the tables have columns of which no sum is exact. */
    static Optional<RangeSums> of(TableSides sides, ChunkReader source, ChunkReader target, String thread) {
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
                new RangeSums(sides, source, target, new Digest(digest(ofSource), digest(ofTarget)), thread));
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

    /** The next range of a table, as large as is quick. */
    Range next(@Nullable Place from, String where) throws SQLException, ChangedException, InterruptedException {
        long begun = System.nanoTime();
        Range range = next(from, null, where, rows);
        long nanos = System.nanoTime() - begun;
        double growth = Math.min(MOST_GROWTH, (double) WANTED_NANOS / nanos);
        if (growth < 1 || range.to() != null) {
            rows = (int) Math.max(LEAST_ROWS, Math.min(MOST_ROWS, rows * growth));
        }
        return range;
    }

    /** The next part of a range. @param end of the range; null for that of the table */
    Range next(@Nullable Place from, @Nullable Place end, String where, int most)
            throws SQLException, ChangedException, InterruptedException {
        Place to = source.last(sides.source(), from, end, where, most).orElse(end);
        Future<RangeSum> there =
                other.submit((Callable<RangeSum>) () -> target.sum(sides.target(), digest.target(), from, to, where));
        RangeSum here;
        try {
            here = source.sum(sides.source(), digest.source(), from, to, where);
        } finally {
            await(there);
        }
        return new Range(to, here.rows(), here.equals(result(there)));
    }

    /** The reader is free again. */
    private static void await(Future<?> other) throws InterruptedException {
        try {
            other.get();
        } catch (ExecutionException e) {
            return; // told by who asks for the result
        }
    }

    private static RangeSum result(Future<RangeSum> other) throws SQLException, ChangedException, InterruptedException {
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

    @Override
    public void close() {
        other.shutdownNow();
    }
}
