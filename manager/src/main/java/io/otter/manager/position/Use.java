package io.otter.manager.position;

import io.otter.common.model.DataMediaSource;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.util.List;

/** A pipeline of a channel, as what reads a canal and has a checkpoint at each of its targets. */
record Use(Channel channel, Pipeline pipeline) {
    List<DataMediaSource> targets(Configuration configured) {
        return pipeline.pairs().stream()
                .flatMap(pair -> configured.source(pair.to().source()).stream())
                .distinct()
                .toList();
    }
}
