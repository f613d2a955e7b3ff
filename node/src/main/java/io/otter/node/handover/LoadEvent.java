package io.otter.node.handover;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.CopiedTable;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.binlog.TableDefinition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a load node reports to the select node of its stream, in order. */
sealed interface LoadEvent {
    /** The load node knows the pipeline and is about to open the targets. */
    record Accepted() implements LoadEvent {}

    /** Some of what the targets keep of the source's tables; before {@link Opened}, in parts of bounded size. */
    record Kept(List<TableDefinition> definitions) implements LoadEvent {}

    /** After all parts. */
    record AllKept(BinlogPosition complete, boolean everywhere) implements LoadEvent {}

    /** Some of what the targets have of resyncs; before {@link Opened}, in parts of bounded size. */
    record Copied(List<CopiedTable> tables) implements LoadEvent {}

    /** Every target is fenced; batches may follow. */
    record Opened(Optional<BinlogPosition> position) implements LoadEvent {}

    record Loaded(LoadedBatch batch) implements LoadEvent {}

    /** @param fault null once the target takes rows again */
    record Retrying(@Nullable OtterException fault) implements LoadEvent {}

    /** Nothing follows this. */
    record Failed(OtterException fault) implements LoadEvent {}
}
