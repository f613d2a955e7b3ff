package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.transform.TargetChange;

/**
 * A row that the target does not take.
 *
 * @param change with the images before and after, and the target's table
 * @param fault names table, key, the target's error and the transaction
 * @param transactionEnd the place in the log after its source transaction; in a large transaction that is still being read
 *     the place before it
 * @param commitTimestampMillis of the source's clock, milliseconds since the epoch
 */
public record RefusedRow(
        TargetChange change, OtterException fault, BinlogPosition transactionEnd, long commitTimestampMillis) {}
