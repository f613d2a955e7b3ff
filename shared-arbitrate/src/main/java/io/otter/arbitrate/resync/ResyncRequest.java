package io.otter.arbitrate.resync;

import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resync that a pipeline has to make; one that is gone is given up.
 *
 * @param id grows with every request
 * @param pairIds media pairs whose rows are copied
 * @param where SQL condition on the rows of each table; empty for all
 * @param emptyFirst whether the target's rows go first
 * @param rowsPerSecond limit; 0 for none
 * @param parallelism how many tables are read at the same time
 * @param paused whether it has to wait
 * @param rows the only rows that are meant; null for whole tables
 * @param deleteGone whether of {@code rows} those that the source does not have are deleted at the target
 */
public record ResyncRequest(
        long id,
        List<Long> pairIds,
        String where,
        boolean emptyFirst,
        long rowsPerSecond,
        int parallelism,
        boolean paused,
        @Nullable List<RowKeys> rows,
        boolean deleteGone)
        implements Requests.Numbered {
    public ResyncRequest {
        pairIds = List.copyOf(pairIds);
        rows = rows == null ? null : List.copyOf(rows);
    }

    /** Those of one pipeline. */
    public static Requests<ResyncRequest, ResyncProgress> of(
            Coordination coordination, long channelId, long pipelineId) {
        return new Requests<>(
                coordination,
                Znode.resyncs(channelId, pipelineId),
                "resync",
                ResyncRequest.class,
                ResyncProgress.class);
    }

    /** One of whole tables. */
    public ResyncRequest(
            long id,
            List<Long> pairIds,
            String where,
            boolean emptyFirst,
            long rowsPerSecond,
            int parallelism,
            boolean paused) {
        this(id, pairIds, where, emptyFirst, rowsPerSecond, parallelism, paused, null, false);
    }
}
