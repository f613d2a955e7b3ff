package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.transform.TargetChange;

/**
 * A row that the target refuses.
 *
 * @param change with before and after images, and the target table
 * @param fault names the table, the key, the target's error and the transaction
 * @param transactionEnd the position after its source transaction; for a large transaction that is still being read,
 *     the position before it
 * @param commitTimestampMillis by the source's clock, milliseconds since the epoch
 */
public record RefusedRow(
        TargetChange change, OtterException fault, BinlogPosition transactionEnd, long commitTimestampMillis) {}
