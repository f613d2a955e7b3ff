package io.otter.manager.channel;

import java.util.Map;

/** Knows which channels are started again by themselves. */
public interface Recoveries {
    /** The plans for channels that a fault has paused and whose alarm rule asks for it, by id; none while nobody can tell. */
    Map<Long, Restarts.Plan> plans();
}
