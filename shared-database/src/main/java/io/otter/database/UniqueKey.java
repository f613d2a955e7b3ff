package io.otter.database;

import java.util.List;

/**
 * A unique key other than the primary key.
 *
 * @param columns in key order; parts that are expressions are left out
 * @param nullable whether a column of it may be NULL, so that rows may repeat
 * @param whole whether every part is a whole column, neither a prefix nor an expression
 */
public record UniqueKey(String name, List<String> columns, boolean nullable, boolean whole) {
    public UniqueKey {
        columns = List.copyOf(columns);
    }

    /** Whether its columns' values name one row. */
    public boolean identifies() {
        return !nullable && whole;
    }
}
