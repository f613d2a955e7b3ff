package io.otter.node.pipeline;

import io.otter.common.error.OtterException;
import io.otter.common.model.StageTimes;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.RowCounts;
import io.otter.node.extract.FreeDoorProgress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a run.
 *
 * @param position applied at the target; null before the first
 * @param delayMillis age of the oldest transaction that is not applied, by the source's clock; 0 when there is none, null when
 *     unknown
 * @param inFlight batches between select and load
 * @param seenByPair rows read from the log since the run began, by media pair id
 * @param countsByPair rows applied since the run began, by media pair id
 * @param repaired updates whose row was missing and was written in full, since the run began
 * @param missingDeletes deletes whose row was missing, since the run began
 * @param conflicts rows that the target had changed, too, and that were decided, since the run began
 * @param batches applied since the run began
 * @param queueBytes size of the batches between select and load
 * @param stageTimes over the last seconds
 * @param stageSeconds since the run began, by stage or wait
 * @param lastFault the fault being retried now, or null
 * @param freeDoor how far the latest resync by {@code retl.retl_buffer} is; null if there was none since the run began
 */
public record RunFacts(
        @Nullable BinlogPosition position,
        @Nullable Long delayMillis,
        int inFlight,
        Map<Long, RowCounts> seenByPair,
        Map<Long, RowCounts> countsByPair,
        long repaired,
        long missingDeletes,
        long conflicts,
        long batches,
        long queueBytes,
        StageTimes stageTimes,
        Map<String, Double> stageSeconds,
        @Nullable OtterException lastFault,
        @Nullable FreeDoorProgress freeDoor) {
    public RunFacts(
            @Nullable BinlogPosition position,
            @Nullable Long delayMillis,
            int inFlight,
            Map<Long, RowCounts> seenByPair,
            Map<Long, RowCounts> countsByPair,
            long repaired,
            long missingDeletes,
            StageTimes stageTimes,
            Map<String, Double> stageSeconds,
            @Nullable OtterException lastFault) {
        this(
                position,
                delayMillis,
                inFlight,
                seenByPair,
                countsByPair,
                repaired,
                missingDeletes,
                0,
                0,
                0,
                stageTimes,
                stageSeconds,
                lastFault,
                null);
    }

    public RunFacts {
        seenByPair = Map.copyOf(seenByPair);
        countsByPair = Map.copyOf(countsByPair);
        stageSeconds = Map.copyOf(stageSeconds);
    }

    public long rows() {
        return countsByPair.values().stream().mapToLong(RowCounts::rows).sum();
    }
}
