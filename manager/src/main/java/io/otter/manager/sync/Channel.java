package io.otter.manager.sync;

import io.otter.common.model.Consistency;
import io.otter.common.model.SyncMode;
import java.util.List;

/**
 * A configured channel.
 *
 * @param id of table CHANNEL, 0 for a new one
 * @param initialCopy whether existing rows are copied once it is started for the first time
 * @param initialCopy whether existing rows are copied once it is started for the first time, and of pairs added later
 * @param pauseTogether whether a fault of one pipeline pauses all
 * @param verifyCron when both sides are compared, as six fields of a cron expression; empty for only when asked
 * @param verifySample how many rows a minute are compared after they have changed, at most, in each pipeline; 0 for none
 */
public record Channel(
        long id,
        String name,
        SyncMode syncMode,
        Consistency consistency,
        boolean initialCopy,
        boolean pauseTogether,
        String verifyCron,
        int verifySample,
        List<Pipeline> pipelines) {
    public Channel {
        pipelines = List.copyOf(pipelines);
    }

    /** One whose rows are copied and compared only when asked, and whose pipelines are paused each for itself. */
    public Channel(long id, String name, SyncMode syncMode, Consistency consistency, List<Pipeline> pipelines) {
        this(id, name, syncMode, consistency, false, false, "", 0, pipelines);
    }
}
