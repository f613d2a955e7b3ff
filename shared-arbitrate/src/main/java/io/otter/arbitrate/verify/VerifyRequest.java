package io.otter.arbitrate.verify;

import io.otter.arbitrate.resync.Requests;
import java.util.List;

/**
 * A comparison that a pipeline has to make; one that is gone is given up.
 *
 * @param id grows with every request
 * @param pairIds media pairs whose rows are compared
 * @param where SQL condition on the rows of each table; empty for all
 */
public record VerifyRequest(long id, List<Long> pairIds, String where) implements Requests.Numbered {
    public VerifyRequest {
        pairIds = List.copyOf(pairIds);
    }
}
