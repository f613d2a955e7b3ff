package io.otter.arbitrate.verify;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
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

    /** Those of one pipeline. */
    public static Requests<VerifyRequest, VerifyProgress> of(
            Coordination coordination, long channelId, long pipelineId) {
        return new Requests<>(
                coordination,
                Znode.verifies(channelId, pipelineId),
                "verify",
                VerifyRequest.class,
                VerifyProgress.class);
    }
}
