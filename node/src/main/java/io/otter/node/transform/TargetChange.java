package io.otter.node.transform;

import io.otter.node.batch.RowFault;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row change addressed to a target table; the rows are still the source's, {@code plan} says where their values go.
 *
 * @param before null for INSERT
 * @param after null for DELETE
 * @param resync whether the row is written whether or not it is there
 * @param foreignKeysOff whether the target shall not look at foreign keys for it, since the source did not
 * @param fault why the row is not written but refused, with only its key in the images; null for all others
 */
public record TargetChange(
        TablePlan plan,
        RowKind kind,
        @Nullable Row before,
        @Nullable Row after,
        int bytes,
        boolean resync,
        boolean foreignKeysOff,
        @Nullable RowFault fault) {
    /** Whether an image has a value that a strict session takes for an error. */
    public boolean holdsEnumError() {
        return plan.enumErrors(before) > 0 || plan.enumErrors(after) > 0;
    }

    /** The image by which the row is found: the one before, of an insert the one after. */
    public Row known() {
        Row image = before;
        return image != null ? image : Objects.requireNonNull(after);
    }
}
