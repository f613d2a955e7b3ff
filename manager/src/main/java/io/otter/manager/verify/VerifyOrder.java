package io.otter.manager.verify;

import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.manager.run.ChosenPairs;
import java.util.List;

/**
 * What a run has to compare.
 *
 * @param parts by pipeline
 */
record VerifyOrder(List<ChosenPairs> parts, String where) {
    VerifyRequest request(long id, ChosenPairs part) {
        return new VerifyRequest(id, part.pairIds(), where);
    }
}
