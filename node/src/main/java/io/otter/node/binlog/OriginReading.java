package io.otter.node.binlog;

import io.otter.common.model.Origins;
import java.util.List;

/**
 * How the reader of a log tells where changes were made.
 *
 * @param channel marks of alibaba/otter with its number are of the opposite direction
 * @param installation whose marks count
 * @param pairs of the pipeline; a transaction that none of them takes is not decoded
 */
public record OriginReading(long channel, String installation, Origins origins, List<Long> pairs) {
    static final OriginReading NONE = new OriginReading(-1, "", Origins.NONE, List.of());

    public OriginReading {
        pairs = List.copyOf(pairs);
    }

    boolean isTold() {
        return origins.isCarried();
    }

    boolean drops(int site) {
        return origins.drops(site, pairs);
    }
}
