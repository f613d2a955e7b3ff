package io.otter.node.transform;

import io.otter.node.batch.RowFault;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row change for one target table. The images are still in terms of source columns; {@code plan} maps their values.
 *
 * @param before null for INSERT
 * @param after null for DELETE
 * @param bytes size counted against a byte budget
 * @param resync whether to write the row regardless of whether it exists
 * @param foreignKeysOff whether the target must not enforce foreign keys for it, since the source did not
 * @param settles whether it is what the source has after a conflict about the row
 * @param fault why the row is refused instead of written, its images reduced to the key; null for all others
 */
public record TargetChange(
        TablePlan plan,
        RowKind kind,
        @Nullable Row before,
        @Nullable Row after,
        int bytes,
        boolean resync,
        boolean foreignKeysOff,
        boolean settles,
        @Nullable RowFault fault) {
    public TargetChange(
            TablePlan plan,
            RowKind kind,
            @Nullable Row before,
            @Nullable Row after,
            int bytes,
            boolean resync,
            boolean foreignKeysOff,
            @Nullable RowFault fault) {
        this(plan, kind, before, after, bytes, resync, foreignKeysOff, false, fault);
    }

    /** Whether an image has a value that a session in strict mode rejects. */
    public boolean holdsEnumError() {
        return plan.enumErrors(before) > 0 || plan.enumErrors(after) > 0;
    }

    /** The image to find the row by: the before image, or for an insert the after image. */
    public Row known() {
        Row image = before;
        return image != null ? image : Objects.requireNonNull(after);
    }
}
