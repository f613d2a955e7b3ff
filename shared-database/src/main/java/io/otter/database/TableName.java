package io.otter.database;

/** A table's full name as spelled by the server. */
public record TableName(String schema, String table) {
    /** {@code `schema`.`table`} */
    public String quoted() {
        return SqlNames.quote(schema, table);
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
