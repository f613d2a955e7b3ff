package io.otter.database;

/** Quotes identifiers for SQL. Stateless. */
public final class SqlNames {
    private SqlNames() {}

    /**
     * The identifier in backticks, with its own backticks doubled: safe in a statement whatever it contains.
     *
     * @throws IllegalArgumentException if no server allows such a name
     */
    public static String quote(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an SQL name is neither empty nor contains the character 0");
        }
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** {@code `schema`.`table`} */
    public static String quote(String schema, String table) {
        return quote(schema) + "." + quote(table);
    }
}
