package io.otter.node.extract;

import io.otter.node.binlog.Row;

/** Counts the rows that are looked up together, and says when they are too many to have at once. Thread-safe. */
final class LookedUp {
    /** One row may take more. */
    static final long MOST_BYTES = 8L << 20;

    private long rows;
    private long bytes;
    private boolean divisible;

    /** Counts anew. @param canBeDivided whether they may be looked up in parts */
    synchronized void begin(boolean canBeDivided) {
        rows = 0;
        bytes = 0;
        divisible = canBeDivided;
    }

    /** @throws TooLargeException if so many rows are likely to be too many */
    synchronized void expect(int more, long bytesOfRow) {
        if (divisible && more > 1 && more * bytesOfRow > MOST_BYTES) {
            throw new TooLargeException(bytesOfRow);
        }
    }

    /** @throws TooLargeException if it is one too many */
    synchronized void add(Row row) {
        rows++;
        bytes += row.bytes();
        if (divisible && bytes > MOST_BYTES && rows > 1) {
            throw new TooLargeException(rowBytes());
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    /** On average; 0 if there was none. */
    synchronized long rowBytes() {
        return rows == 0 ? 0 : bytes / rows;
    }

    /** They are to be looked up in parts. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final long rowBytes;

        TooLargeException(long rowBytes) {
            this.rowBytes = rowBytes;
        }

        long rowBytes() {
            return rowBytes;
        }

        /** How many rows may be looked up together. */
        int most() {
            return (int) Math.max(1, Math.min(Integer.MAX_VALUE, MOST_BYTES / Math.max(1, rowBytes)));
        }
    }
}
