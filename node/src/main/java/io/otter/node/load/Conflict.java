package io.otter.node.load;

import io.otter.common.position.BinlogPosition;
import io.otter.node.transform.TargetChange;

/**
 * A row that both sides had changed, and what was done.
 *
 * @param present what the target had
 * @param taken whether the change was written
 * @param disputed whether it is a conflict of its own, not the answer to one
 * @param transactionEnd the position after its source transaction
 * @param commitTimestampMillis by the source's clock, milliseconds since the epoch
 */
public record Conflict(
        TargetChange change,
        PresentRows present,
        boolean taken,
        boolean disputed,
        BinlogPosition transactionEnd,
        long commitTimestampMillis) {}
