package io.otter.node.batch;

import io.otter.common.position.BinlogPosition;
import java.util.List;

/**
 * The mapped changes of a source transaction, or of a piece of one.
 *
 * @param first whether the transaction begins in this piece
 * @param last whether the transaction ends in this piece
 * @param end the position after the transaction when {@code last}, else the position before it
 * @param commitTimestampMillis by the source's clock, milliseconds since the epoch
 */
public record BatchTransaction(
        boolean first, boolean last, List<SelectedChange> changes, BinlogPosition end, long commitTimestampMillis) {
    public BatchTransaction {
        changes = List.copyOf(changes);
    }
}
