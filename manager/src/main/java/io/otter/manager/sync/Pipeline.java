package io.otter.manager.sync;

import io.otter.common.model.PipelineParameters;
import java.util.List;

/**
 * A configured direction of a channel.
 *
 * @param id of table PIPELINE, 0 for a new one
 * @param canal its name; empty if an older installation did not set it
 * @param select nids
 * @param load nids
 */
public record Pipeline(
        long id,
        String name,
        String canal,
        List<Integer> select,
        List<Integer> load,
        PipelineParameters parameters,
        List<Pair> pairs) {
    public Pipeline {
        select = List.copyOf(select);
        load = List.copyOf(load);
        pairs = List.copyOf(pairs);
    }

    /** A copy with other pairs. */
    public Pipeline withPairs(List<Pair> others) {
        return new Pipeline(id, name, canal, select, load, parameters, others);
    }
}
