package io.otter.arbitrate.verify;

import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that a pipeline has to make; one that is gone is given up.
 *
 * @param id grows with every request
 * @param pairIds media pairs whose rows are compared
 * @param where SQL condition on the rows of each table; empty for all
 * @param sample when not 0, only rows that change are compared, some time later, at most so many a minute, until the
 *     request is gone; null stands for 0
 */
public record VerifyRequest(
        long id, List<Long> pairIds, String where, @Nullable Integer sample) implements Requests.Numbered {
    public VerifyRequest {
        pairIds = List.copyOf(pairIds);
        sample = Objects.requireNonNullElse(sample, 0); // of an older manager
    }

    /** Of all rows. */
    public VerifyRequest(long id, List<Long> pairIds, String where) {
        this(id, pairIds, where, 0);
    }

    /** Whether rows are compared as they change. */
    public boolean ofChanged() {
        return perMinute() > 0;
    }

    /** See {@link #sample}. */
    public int perMinute() {
        return Objects.requireNonNullElse(sample, 0);
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
