package io.otter.node.batch;

import io.otter.common.error.OtterException;
import org.jspecify.annotations.Nullable;

/** What the select side hears of its batches. Called on the load side's thread, in order; must not wait. */
public interface LoadListener {
    /** A batch is applied; its last whole transaction's end is the checkpoint, unless it ends within a transaction. */
    void loaded(LoadedBatch batch);

    /** The target cannot take rows now and is being tried again; null when it takes them again. */
    void retrying(@Nullable OtterException fault);

    /** Loading has ended for good with this fault; nothing after it is applied. */
    void failed(OtterException fault);
}
