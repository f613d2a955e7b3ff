package io.otter.node.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * A table with a random key, columns and unique keys. Columns are {@code c0}, {@code c1}, …; the first ones are the key.
 *
 * @param keyColumns how many columns the key has
 * @param primary whether it is the primary key, else a unique key without nulls
 * @param unique columns that each have a unique key of their own
 * @param parent a table that the last column refers to; empty for none
 */
record RandomTable(
        String name,
        List<RandomColumn> columns,
        int keyColumns,
        boolean primary,
        List<Integer> unique,
        String parent,
        String onDelete) {

    static RandomTable of(Random random, String name, List<RandomTable> others) {
        List<RandomColumn> keys =
                RandomColumn.ALL.stream().filter(RandomColumn::key).toList();
        int keyColumns = random.nextInt(3) == 0 ? 2 : 1;
        List<RandomColumn> columns = new ArrayList<>();
        for (int i = 0; i < keyColumns; i++) {
            columns.add(random.nextInt(3) == 0 ? RandomColumn.ALL.get(0) : keys.get(random.nextInt(keys.size())));
        }
        int more = 1 + random.nextInt(5);
        List<Integer> unique = new ArrayList<>();
        for (int i = 0; i < more; i++) {
            RandomColumn column = RandomColumn.ALL.get(random.nextInt(RandomColumn.ALL.size()));
            if (column.key() && random.nextInt(5) == 0) {
                unique.add(columns.size());
            }
            columns.add(column);
        }
        List<RandomTable> parents = others.stream()
                .filter(table -> table.keyColumns == 1 && table.primary && table.parent.isEmpty())
                .toList();
        if (!parents.isEmpty() && random.nextInt(3) == 0) {
            RandomTable parent = parents.get(random.nextInt(parents.size()));
            columns.add(parent.columns.get(0));
            String rule = List.of("RESTRICT", "CASCADE", "SET NULL").get(random.nextInt(3));
            return new RandomTable(name, columns, keyColumns, true, unique, parent.name, rule);
        }
        return new RandomTable(name, columns, keyColumns, random.nextInt(4) != 0, unique, "", "");
    }

    String fullName() {
        return "random." + name;
    }

    boolean isPlain() {
        return unique.isEmpty() && parent.isEmpty();
    }

    String create() {
        StringJoiner parts = new StringJoiner(", ", "CREATE TABLE " + fullName() + " (", ") ENGINE=InnoDB");
        for (int i = 0; i < columns.size(); i++) {
            String type = columns.get(i).type().replace(" NULL", "");
            parts.add("c" + i + " " + type + (i < keyColumns ? " NOT NULL" : " NULL")
                    + (i < keyColumns && type.startsWith("TIMESTAMP") ? " DEFAULT '1971-01-01 00:00:00'" : ""));
        }
        String key = String.join(
                ", ", IntStream.range(0, keyColumns).mapToObj(i -> "c" + i).toList());
        parts.add((primary ? "PRIMARY KEY (" : "UNIQUE KEY k (") + key + ")");
        unique.forEach(column -> parts.add("UNIQUE KEY u" + column + " (c" + column + ")"));
        if (!parent.isEmpty()) {
            parts.add("FOREIGN KEY (c" + (columns.size() - 1) + ") REFERENCES random." + parent + " (c0) ON DELETE "
                    + onDelete);
        }
        return parts.toString();
    }

    /** A statement that changes some rows, or none, or fails. */
    String statement(Random random) {
        String where = " WHERE " + condition(random);
        return switch (random.nextInt(11)) {
            case 0, 1, 2 -> "INSERT INTO " + fullName() + " VALUES " + rows(random);
            case 3 -> "INSERT IGNORE INTO " + fullName() + " VALUES " + rows(random);
            case 4 -> "REPLACE INTO " + fullName() + " VALUES " + rows(random);
            case 5 ->
                "INSERT INTO " + fullName() + " VALUES " + row(random) + " ON DUPLICATE KEY UPDATE "
                        + assignment(random, keyColumns);
            case 6, 7 -> "UPDATE " + fullName() + " SET " + assignment(random, keyColumns) + where;
            case 8 ->
                "UPDATE " + fullName() + " SET " + assignment(random, keyColumns) + ", "
                        + assignment(random, keyColumns) + where;
            case 9 -> "UPDATE IGNORE " + fullName() + " SET " + assignment(random, 0) + where;
            default -> "DELETE FROM " + fullName() + where;
        };
    }

    /** Rows change hands of a unique value within one transaction. */
    List<String> handOver(Random random) {
        if (unique.isEmpty()) {
            return List.of();
        }
        int column = unique.get(random.nextInt(unique.size()));
        String value = columns.get(column).literal().apply(random);
        return List.of(
                "UPDATE " + fullName() + " SET c" + column + " = NULL WHERE c" + column + " = " + value,
                "UPDATE " + fullName() + " SET c" + column + " = " + value + " WHERE c0 = "
                        + columns.get(0).literal().apply(random) + " ORDER BY 1 LIMIT 1");
    }

    private String condition(Random random) {
        String value = columns.get(0).literal().apply(random);
        return switch (random.nextInt(4)) {
            case 0 -> "c0 >= " + value;
            case 1 -> {
                int column = random.nextInt(columns.size());
                yield "c" + column + " = " + columns.get(column).literal().apply(random);
            }
            default -> "c0 = " + value;
        };
    }

    private String assignment(Random random, int from) {
        int column = from + random.nextInt(columns.size() - from);
        return "c" + column + " = " + value(random, column);
    }

    private String rows(Random random) {
        int count = 1 + random.nextInt(3);
        return String.join(
                ", ", IntStream.range(0, count).mapToObj(i -> row(random)).toList());
    }

    private String row(Random random) {
        StringJoiner row = new StringJoiner(", ", "(", ")");
        for (int i = 0; i < columns.size(); i++) {
            row.add(value(random, i));
        }
        return row.toString();
    }

    private String value(Random random, int column) {
        return column >= keyColumns && random.nextInt(6) == 0
                ? "NULL"
                : columns.get(column).literal().apply(random);
    }
}
