package io.otter.node.batch;

import io.otter.common.position.BinlogPosition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a batch.
 *
 * @param checkpoint committed at the target; null when the batch ends within a transaction
 * @param commitTimestampMillis commit time of the last transaction, by the source's clock; 0 when there is none
 * @param countsByPair row counts by media pair id
 * @param repaired updates whose row was missing at the target and was written in full
 * @param missingDeletes deletes whose row was missing at the target
 * @param conflicts rows that the target had changed, too, and that were decided
 * @param transformNanos time spent mapping its changes
 */
public record LoadedBatch(
        long processId,
        @Nullable BinlogPosition checkpoint,
        long commitTimestampMillis,
        Map<Long, RowCounts> countsByPair,
        long repaired,
        long missingDeletes,
        long conflicts,
        long transformNanos) {
    public LoadedBatch(
            long processId,
            @Nullable BinlogPosition checkpoint,
            long commitTimestampMillis,
            Map<Long, RowCounts> countsByPair,
            long repaired,
            long missingDeletes,
            long transformNanos) {
        this(processId, checkpoint, commitTimestampMillis, countsByPair, repaired, missingDeletes, 0, transformNanos);
    }

    public LoadedBatch {
        countsByPair = Map.copyOf(countsByPair);
    }
}
