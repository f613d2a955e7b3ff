package io.otter.node.pipeline;

import io.otter.common.error.OtterException;
import io.otter.node.batch.Batch;
import io.otter.node.batch.LoadedBatch;
import org.jspecify.annotations.Nullable;

/** What is heard of a run. Called on its threads; must not wait. */
public interface RunListener {
    /** A batch is cut and about to be handed over. */
    void selected(Batch batch);

    /** A batch is applied. */
    void loaded(LoadedBatch batch);

    /** While the run is being started: a fault that will be tried again, null when it is over. */
    void retrying(@Nullable OtterException fault);

    /** Everything that was selected before {@code finish} is applied; the run must be closed, on another thread. */
    void finished();

    /** The run has ended and must be closed, on another thread. One of the two is heard, once at most. */
    void failed(OtterException fault);
}
