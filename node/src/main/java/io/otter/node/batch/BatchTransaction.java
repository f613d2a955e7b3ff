package io.otter.node.batch;

import io.otter.common.position.BinlogPosition;
import io.otter.node.binlog.SchemaNews;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mapped changes of a source transaction, or of a piece of one.
 *
 * @param first whether the transaction begins in this piece
 * @param last whether the transaction ends in this piece
 * @param end the position after the transaction when {@code last}, else the position before it
 * @param commitTimestampMillis by the source's clock, milliseconds since the epoch
 * @param schemas what became known of the source's tables; in a last piece only
 * @param copies one when the changes are a chunk of a resync; one or more when a DDL has tables copied anew
 * @param origin the site that the target transaction has to carry as where its changes were made first; 0 for none
 */
public record BatchTransaction(
        boolean first,
        boolean last,
        List<SelectedChange> changes,
        BinlogPosition end,
        long commitTimestampMillis,
        @Nullable SchemaNews schemas,
        List<CopyStep> copies,
        int origin) {
    public BatchTransaction {
        changes = List.copyOf(changes);
        copies = List.copyOf(copies);
    }

    /** One without an origin that has nothing new about tables. */
    public BatchTransaction(
            boolean first, boolean last, List<SelectedChange> changes, BinlogPosition end, long commitTimestampMillis) {
        this(first, last, changes, end, commitTimestampMillis, null, List.of(), 0);
    }

    /** The same with other changes. */
    public BatchTransaction with(List<SelectedChange> others) {
        return with(others, copies);
    }

    /** The same with other changes, and what they mean for resyncs. */
    public BatchTransaction with(List<SelectedChange> others, List<CopyStep> steps) {
        return new BatchTransaction(first, last, others, end, commitTimestampMillis, schemas, steps, origin);
    }

    /** The same with what became known before it. */
    public BatchTransaction after(SchemaNews earlier) {
        SchemaNews all = schemas == null ? earlier : earlier.and(schemas);
        return new BatchTransaction(first, last, changes, end, commitTimestampMillis, all, copies, origin);
    }
}
