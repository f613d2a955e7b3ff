package io.otter.manager.run;

import io.otter.arbitrate.resync.ResyncProgress.State;

/** One table of a run, as people are told of it and as it is kept. Immutable. */
public interface RunTable {
    State state();

    /** The same table while nobody works at it: with what is done, and without a rate. */
    RunTable resting(State state);
}
