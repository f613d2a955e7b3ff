package io.otter.node.walk;

import io.otter.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A column type with its edge values, as tables to create, statements to run at the source, and expressions that make
 * every byte of the result count.
 *
 * @param servers that have the type
 * @param tables at the source; {@code alternative} is for a target without the type
 * @param statements on the source's tables, without a default schema
 * @param refused the code that the pipeline stops with; null when everything arrives
 */
record TypeCase(
        String name,
        Set<String> servers,
        List<Table> tables,
        List<String> statements,
        @Nullable ErrorCode refused) {
    static final Set<String> ALL = Set.of("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    static final Set<String> MARIADB = Set.of("mariadb-10.11", "mariadb-11.4");
    static final Set<String> MYSQL = Set.of("mysql-5.6", "mysql-8.0", "mysql-9.7");
    static final Set<String> MYSQL_8 = Set.of("mysql-8.0", "mysql-9.7");
    static final Set<String> SINCE_2013 = Set.of("mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");

    private static final int UPDATED = 1_000;

    /**
     * A table of the schema {@code types}.
     *
     * @param columns the definition in parentheses
     * @param looks expressions that yield the same on both servers
     */
    record Table(String name, String columns, String alternative, List<String> looks) {}

    /** How to read a value; {@code v} is the column. */
    enum Look {
        TEXT("CAST(v AS CHAR)"),
        BYTES("HEX(v)"),
        REAL("v + 0e0"),
        BITS("CAST(v + 0 AS CHAR)"),
        LABEL("CONCAT(HEX(v), '/', CAST(v AS UNSIGNED))"),
        JSON("CAST(v AS CHAR)");

        final String expression;

        Look(String expression) {
            this.expression = expression;
        }
    }

    /** A column {@code v} of the type in which each of the values, and NULL, is inserted, updated and deleted. */
    static TypeCase of(String type, Look look, String... values) {
        return of(ALL, type, type, look, false, values);
    }

    /** Likewise, also as the primary key. */
    static TypeCase key(String type, Look look, String... values) {
        return of(ALL, type, type, look, true, values);
    }

    static TypeCase of(
            Set<String> servers, String type, String alternative, Look look, boolean key, String... literals) {
        String id = name(type);
        List<String> values =
                Stream.concat(Stream.of(literals), Stream.of("NULL")).toList();
        List<Table> tables = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        String plain = "v_" + id;
        tables.add(new Table(
                plain,
                "(id INT PRIMARY KEY, v " + type + " NULL)",
                "(id INT PRIMARY KEY, v " + alternative + " NULL)",
                List.of("id", look.expression)));
        for (int i = 0; i < values.size(); i++) {
            statements.add("INSERT INTO types." + plain + " VALUES (" + i + ", " + values.get(i) + ")");
            statements.add("INSERT INTO types." + plain + " VALUES (" + (UPDATED + i) + ", " + values.get(i) + ")");
        }
        for (int i = 0; i < values.size(); i++) {
            statements.add("UPDATE types." + plain + " SET v = " + values.get((i + 1) % values.size()) + " WHERE id = "
                    + (UPDATED + i));
        }
        statements.add("DELETE FROM types." + plain + " WHERE id = " + UPDATED);
        if (key) {
            String keyed = "k_" + id;
            tables.add(new Table(
                    keyed,
                    "(v " + type + " NOT NULL PRIMARY KEY, n INT)",
                    "(v " + alternative + " NOT NULL PRIMARY KEY, n INT)",
                    List.of(look.expression, "n")));
            statements.add("INSERT IGNORE INTO types." + keyed + " SELECT v, id FROM types." + plain
                    + " WHERE v IS NOT NULL AND id < " + UPDATED);
            statements.add("UPDATE types." + keyed + " SET n = n + 1");
            statements.add("DELETE FROM types." + keyed + " WHERE n = 1");
        }
        return new TypeCase(type, servers, tables, statements, null);
    }

    /** Tables of another form than one column. */
    static TypeCase table(
            Set<String> servers,
            String name,
            String columns,
            String alternative,
            List<String> looks,
            String... statements) {
        String table = "t_" + name(name);
        return new TypeCase(
                name,
                servers,
                List.of(new Table(table, columns, alternative, looks)),
                Stream.of(statements)
                        .map(sql -> sql.replaceAll("\\$(?=\\s)", "types." + table))
                        .toList(),
                null);
    }

    TypeCase refused(ErrorCode code) {
        return new TypeCase(name, servers, tables, statements, code);
    }

    /** The same under another name. */
    TypeCase named(String other) {
        return new TypeCase(other, servers, tables, statements, refused);
    }

    private static String name(String type) {
        String plain = type.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return plain.length() <= 40 ? plain : plain.substring(0, 30) + Integer.toHexString(type.hashCode());
    }
}
