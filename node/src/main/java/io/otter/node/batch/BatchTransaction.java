package io.otter.node.batch;

import io.otter.common.position.BinlogPosition;
import java.util.List;

/**
 * What is mapped of a source transaction, or of a piece of one.
 *
 * @param first whether it begins here
 * @param last whether it ends here
 * @param end the place after the transaction when {@code last}, else the place before it
 * @param commitTimestampMillis of the source's clock, milliseconds since the epoch
 */
public record BatchTransaction(
        boolean first, boolean last, List<SelectedChange> changes, BinlogPosition end, long commitTimestampMillis) {
    public BatchTransaction {
        changes = List.copyOf(changes);
    }
}
