package io.otter.node.pipeline;

import io.otter.common.error.OtterException;

/** What is heard of a run. Called on its threads; must not wait. */
public interface RunListener {
    /** A batch is cut and about to be handed over. */
    void selected(Batch batch);

    /** A batch is applied. */
    void loaded(LoadedBatch batch);

    /** The run has ended and must be closed, on another thread. Heard once at most. */
    void failed(OtterException fault);
}
