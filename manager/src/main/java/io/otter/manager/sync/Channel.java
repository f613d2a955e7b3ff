package io.otter.manager.sync;

import io.otter.common.model.Consistency;
import io.otter.common.model.SyncMode;
import java.util.List;

/**
 * A configured channel.
 *
 * @param id of table CHANNEL, 0 for a new one
 * @param initialCopy whether existing rows are copied once it is started for the first time
 * @param pauseTogether whether a fault of one pipeline pauses all
 */
public record Channel(
        long id,
        String name,
        SyncMode syncMode,
        Consistency consistency,
        boolean initialCopy,
        boolean pauseTogether,
        List<Pipeline> pipelines) {
    public Channel {
        pipelines = List.copyOf(pipelines);
    }

    /** One whose existing rows are copied only when asked, and whose pipelines are paused each for itself. */
    public Channel(long id, String name, SyncMode syncMode, Consistency consistency, List<Pipeline> pipelines) {
        this(id, name, syncMode, consistency, false, false, pipelines);
    }
}
