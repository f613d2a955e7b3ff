package io.otter.manager.resync;

import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.common.model.ChannelConfig;
import java.util.List;

/**
 * What a run has to copy.
 *
 * @param parts by pipeline
 */
record ResyncOrder(List<ChosenPairs> parts, String where, boolean emptyFirst, int parallelism) {
    /** All rows of all pairs; what the targets have stays. */
    static ResyncOrder all(ChannelConfig channel, int parallelism) {
        return new ResyncOrder(ChosenPairs.of(channel, null), "", false, parallelism);
    }

    ResyncRequest request(long id, ChosenPairs part, boolean paused, long rowsPerSecond) {
        return new ResyncRequest(id, part.pairIds(), where, emptyFirst, rowsPerSecond, parallelism, paused);
    }
}
