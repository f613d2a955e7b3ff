package io.otter.node.snapshot;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncRequest;
import java.util.List;

/** Where a pipeline's resyncs are asked for and shown. */
public interface ResyncBoard {
    /** Oldest first. */
    List<ResyncRequest> requests();

    /** Shows how far a run is; does nothing once its request is gone. */
    void show(ResyncProgress progress);

    /** Calls {@code changed} when requests may have changed, also once at the start; it must not block. */
    AutoCloseable watch(Runnable changed);
}
