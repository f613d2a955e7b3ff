package io.otter.node.transform;

import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import org.jspecify.annotations.Nullable;

/**
 * A row change addressed to a target table; the rows are still the source's, {@code plan} says where their values go.
 *
 * @param resync whether the row is written whether or not it is there
 */
public record TargetChange(
        TablePlan plan,
        RowKind kind,
        @Nullable Row before,
        @Nullable Row after,
        int bytes,
        boolean resync) {}
