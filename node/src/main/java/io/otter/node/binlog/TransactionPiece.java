package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.util.List;

/**
 * A source transaction, or a piece of one that is too large to be held. A transaction is all pieces from one with
 * {@code first} to the next with {@code last}; most have both.
 *
 * @param changes in log order; empty in a piece that only moves the position (heartbeat, changes of unmapped tables)
 * @param end the place after the transaction in the last piece; in earlier pieces the place before the transaction,
 *     that is where reading must begin again if the rest never comes
 * @param commitTimestampMillis of the source's clock, milliseconds since the epoch (whole seconds on servers that write no more)
 * @param bytes what the piece weighs against a byte budget
 */
public record TransactionPiece(
        String gtid,
        boolean first,
        boolean last,
        List<Change> changes,
        BinlogPosition end,
        long commitTimestampMillis,
        long bytes) {
    public TransactionPiece {
        changes = List.copyOf(changes);
    }
}
