package io.otter.database;

import java.util.List;

/**
 * A unique key other than the primary key.
 *
 * @param columns in key order, without parts that are expressions
 * @param nullable whether a column may be NULL, which allows duplicate rows
 * @param whole whether every part is a whole column, neither a prefix nor an expression
 */
public record UniqueKey(String name, List<String> columns, boolean nullable, boolean whole) {
    public UniqueKey {
        columns = List.copyOf(columns);
    }

    /** Whether the values of its columns identify one row. */
    public boolean identifies() {
        return !nullable && whole;
    }
}
