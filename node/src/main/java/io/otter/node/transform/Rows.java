package io.otter.node.transform;

import io.otter.node.binlog.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares row images value by value. Stateless. */
public final class Rows {
    private Rows() {}

    /** Whether both have the same values; columns absent from {@code after} count as unchanged. */
    public static boolean sameValues(List<ColumnMapping> columns, Row before, Row after) {
        for (ColumnMapping column : columns) {
            Object value = after.get(column.source());
            if (value != Row.ABSENT && !sameValue(before.get(column.source()), value)) {
                return false;
            }
        }
        return true;
    }

    /** Whether both include the same columns. */
    public static boolean sameColumns(@Nullable Row one, @Nullable Row other) {
        if (one == null || other == null) {
            return one == other;
        }
        for (int i = 0; i < one.size(); i++) {
            if ((one.get(i) == Row.ABSENT) != (other.get(i) == Row.ABSENT)) {
                return false;
            }
        }
        return true;
    }

    static boolean sameValue(@Nullable Object one, @Nullable Object other) {
        return one instanceof byte[] bytes && other instanceof byte[] others
                ? Arrays.equals(bytes, others)
                : Objects.equals(one, other);
    }
}
