package io.otter.node.load;

import io.otter.node.binlog.Row;
import io.otter.node.transform.ColumnMapping;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns to which the changes of both sides are added, instead of being replaced. */
record CounterColumns(List<ColumnMapping> columns) {
    /** The assignment in an UPDATE; of an additive column it binds the difference, then the value. @param name quoted */
    String set(ColumnMapping column, String name) {
        return columns.contains(column) ? add(name) : name + " = ?";
    }

    /** The assignment that adds to a column, for {@link #bind(PreparedStatement, int, Object, Object)}. @param name quoted */
    static String add(String name) {
        return name + " = COALESCE(" + name + " + ?, ?)";
    }

    /** Binds the new values of columns; where there is nothing to add to, an additive one gets its value. */
    int bind(PreparedStatement statement, List<ColumnMapping> all, Row before, Row after) throws SQLException {
        if (columns.isEmpty()) {
            return RowConditions.bind(statement, 1, all, after);
        }
        int index = 1;
        for (ColumnMapping column : all) {
            Object value = after.get(column.source());
            if (columns.contains(column)) {
                index = bind(statement, index, before == after ? null : before.get(column.source()), value);
            } else {
                Values.bind(statement, index++, value);
            }
        }
        return index;
    }

    /** Binds what is added to one column. @param before null if its value is replaced */
    static int bind(PreparedStatement statement, int from, @Nullable Object before, @Nullable Object after)
            throws SQLException {
        boolean adds = before != null && before != Row.ABSENT && after != null;
        BigDecimal difference =
                adds ? new BigDecimal(String.valueOf(after)).subtract(new BigDecimal(String.valueOf(before))) : null;
        Values.bind(statement, from, difference);
        Values.bind(statement, from + 1, after);
        return from + 2;
    }
}
