package io.otter.database;

import java.util.List;

/**
 * A foreign key of a table.
 *
 * @param columns of the table that has the key, in key order
 * @param parent the referenced table
 * @param parentColumns in the same order
 * @param onUpdate CASCADE, SET NULL, SET DEFAULT, RESTRICT or NO ACTION
 * @param onDelete likewise
 */
public record ForeignKey(
        String name,
        List<String> columns,
        TableName parent,
        List<String> parentColumns,
        String onUpdate,
        String onDelete) {
    public ForeignKey {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
    }

    /** Whether the server changes rows of the table when the parent changes. */
    public boolean cascades() {
        return changes(onUpdate) || changes(onDelete);
    }

    private static boolean changes(String rule) {
        return rule.equals("CASCADE") || rule.startsWith("SET");
    }
}
