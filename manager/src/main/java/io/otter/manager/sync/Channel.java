package io.otter.manager.sync;

import io.otter.common.model.Consistency;
import io.otter.common.model.SyncMode;
import java.util.List;

/**
 * A configured channel.
 *
 * @param id of table CHANNEL, 0 for a new one
 */
public record Channel(long id, String name, SyncMode syncMode, Consistency consistency, List<Pipeline> pipelines) {
    public Channel {
        pipelines = List.copyOf(pipelines);
    }
}
