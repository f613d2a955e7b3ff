package io.otter.node.handover;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.LoadedBatch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a load node tells the select node of its stream, in order. */
sealed interface LoadEvent {
    /** The load node knows the pipeline and turns to the targets. */
    record Accepted() implements LoadEvent {}

    /** Every target is fenced; batches can come. */
    record Opened(Optional<BinlogPosition> position) implements LoadEvent {}

    record Loaded(LoadedBatch batch) implements LoadEvent {}

    /** @param fault null when the target takes rows again */
    record Retrying(@Nullable OtterException fault) implements LoadEvent {}

    /** Nothing comes after this. */
    record Failed(OtterException fault) implements LoadEvent {}
}
