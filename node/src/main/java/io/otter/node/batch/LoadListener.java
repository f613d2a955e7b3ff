package io.otter.node.batch;

import io.otter.common.error.OtterException;
import org.jspecify.annotations.Nullable;

/** Tells the select side what became of its batches. Called on the load side's thread, in order; must not block. */
public interface LoadListener {
    /** A batch is applied; the end of its last complete transaction is the checkpoint, unless it ends within one. */
    void loaded(LoadedBatch batch);

    /** The target cannot take rows now and is being retried; null once it takes them again. */
    void retrying(@Nullable OtterException fault);

    /** Loading has stopped for good with this fault; no later batch is applied. */
    void failed(OtterException fault);
}
