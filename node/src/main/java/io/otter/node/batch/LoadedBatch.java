package io.otter.node.batch;

import io.otter.common.position.BinlogPosition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch.
 *
 * @param checkpoint committed at the target; null when the batch ends within a transaction
 * @param commitTimestampMillis of the last transaction at the source; 0 when there is none
 * @param countsByPair rows by media pair id
 * @param repaired updates whose row was missingDeletes and was written whole
 * @param missingDeletes deletes whose row was missingDeletes
 * @param transformNanos how long its changes were mapped
 */
public record LoadedBatch(
        long processId,
        @Nullable BinlogPosition checkpoint,
        long commitTimestampMillis,
        Map<Long, RowCounts> countsByPair,
        long repaired,
        long missingDeletes,
        long transformNanos) {
    public LoadedBatch {
        countsByPair = Map.copyOf(countsByPair);
    }
}
