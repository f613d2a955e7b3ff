package io.otter.arbitrate.resync;

import java.util.List;

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
 */
public record ResyncRequest(
        long id,
        List<Long> pairIds,
        String where,
        boolean emptyFirst,
        long rowsPerSecond,
        int parallelism,
        boolean paused)
        implements Requests.Numbered {
    public ResyncRequest {
        pairIds = List.copyOf(pairIds);
    }
}
