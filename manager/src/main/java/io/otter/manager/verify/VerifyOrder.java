package io.otter.manager.verify;

import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.manager.run.ChosenPairs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run has to compare.
 *
 * @param parts by pipeline
 * @param sample rows a minute to compare as they change; null or 0: all rows once
 */
record VerifyOrder(
        List<ChosenPairs> parts, String where, @Nullable Integer sample) {
    /** All rows once. */
    VerifyOrder(List<ChosenPairs> parts, String where) {
        this(parts, where, null);
    }

    VerifyRequest request(long id, ChosenPairs part) {
        return new VerifyRequest(id, part.pairIds(), where, sample);
    }
}
