package io.otter.node.pipeline;

import io.otter.common.error.OtterException;
import io.otter.node.batch.Batch;
import io.otter.node.batch.LoadedBatch;
import org.jspecify.annotations.Nullable;

/** Receives the events of a run. Called on its threads; must not block. */
public interface RunListener {
    /** A batch is cut and about to be handed over. */
    void selected(Batch batch);

    /** A batch is applied. */
    void loaded(LoadedBatch batch);

    /** While the run is starting: a fault that will be retried, null once it is over. */
    void retrying(@Nullable OtterException fault);

    /** Everything selected before {@code finish} is applied. Close the run on another thread. */
    void finished();

    /** The run has ended. Close it on another thread. Only one of this and {@link #finished} is called, once. */
    void failed(OtterException fault);
}
