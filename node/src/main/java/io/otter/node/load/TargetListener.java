package io.otter.node.load;

import io.otter.common.error.OtterException;

/** What one target's loading tells. */
interface TargetListener {
    /** A unit is committed, or a piece of a large transaction is written. In order, on one thread at a time; must not wait. */
    void loaded(Unit unit, Applied applied);

    /** Changes of batches that are not told yet were mapped for this long. */
    void transformed(long nanos);

    /** Loading has ended with this fault. On any of the target's threads. */
    void failed(OtterException fault);
}
