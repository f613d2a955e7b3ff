package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source transaction, or a piece of one that is too large to hold in memory. A transaction runs from a piece with
 * {@code first} to the next one with {@code last}; most are a single piece with both.
 *
 * @param gtid in the server's notation; empty if unknown
 * @param changes in log order; empty in a piece that only moves the position (heartbeat, changes of unmapped tables)
 * @param end in the last piece the position after the transaction; in earlier pieces the position before it, where
 *     reading must restart if the rest never arrives
 * @param commitTimestampMillis by the source's clock, milliseconds since the epoch (whole seconds on servers that are
 *     no more precise)
 * @param bytes size counted against a byte budget
 * @param schemas in a last piece only
 * @param origin the site where its changes were made first; 0 for the server that it was read from
 */
public record TransactionPiece(
        String gtid,
        boolean first,
        boolean last,
        List<Change> changes,
        BinlogPosition end,
        long commitTimestampMillis,
        long bytes,
        @Nullable SchemaNews schemas,
        int origin) {
    public TransactionPiece {
        changes = List.copyOf(changes);
    }

    /** One made there that has nothing new about tables. */
    public TransactionPiece(
            String gtid,
            boolean first,
            boolean last,
            List<Change> changes,
            BinlogPosition end,
            long commitTimestampMillis,
            long bytes) {
        this(gtid, first, last, changes, end, commitTimestampMillis, bytes, null, 0);
    }

    /** Whether it has nothing to apply. */
    public boolean movesPositionOnly() {
        return first && last && changes.isEmpty();
    }
}
