package io.otter.node.load;

import io.otter.common.error.OtterException;

/** Receives the progress of loading at one target. */
interface TargetListener {
    /** A unit is committed, or a piece of a large transaction is written. In order, one at a time; must not block. */
    void loaded(Unit unit, Applied applied);

    /** Adds time spent on mapping changes of batches that have not been reported yet. */
    void transformed(long nanos);

    /** Loading has stopped with this fault. Called on any of the target's threads. */
    void failed(OtterException fault);
}
