package io.otter.node.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table with random columns and keys, as the generator of statements believes it to be. Immutable.
 *
 * @param unique columns that each have their own unique key
 * @param reference to another table's first column, or null
 */
record RandomTable(
        String name,
        List<Field> fields,
        Key key,
        List<String> unique,
        @Nullable Reference reference) {
    /** What identifies a row; {@link #UNIQUE} is a unique key without nulls and no primary key. */
    enum Key {
        PRIMARY,
        UNIQUE,
        NONE
    }

    /** @param key whether it is part of the table's key */
    record Field(String name, RandomColumn column, boolean key) {
        String definition() {
            String type = column.type().replace(" NULL", "");
            return name + " " + type + (key ? " NOT NULL" : " NULL")
                    + (key && type.startsWith("TIMESTAMP") ? " DEFAULT '1971-01-01 00:00:00'" : "");
        }
    }

    record Reference(String field, String parent, String parentField, String onDelete, String onUpdate) {}

    RandomTable {
        fields = List.copyOf(fields);
        unique = List.copyOf(unique);
    }

    static RandomTable of(Random random, String name, List<RandomTable> others) {
        Key key = random.nextInt(5) < 3 ? Key.PRIMARY : random.nextBoolean() ? Key.UNIQUE : Key.NONE;
        int keyFields = key == Key.NONE ? 0 : random.nextInt(3) == 0 ? 2 : 1;
        List<Field> fields = new ArrayList<>();
        List<String> unique = new ArrayList<>();
        // Names unique to this table: a statement that hits another table because a DDL failed has to fail, too.
        String prefix = "c" + random.nextInt(1_000) + "_";
        for (int i = 0; i < keyFields; i++) {
            fields.add(new Field(prefix + i, keyColumn(random), true));
        }
        int more = keyFields + 1 + random.nextInt(5);
        for (int i = keyFields; i < more; i++) {
            RandomColumn column = i == 0 ? keyColumn(random) : otherColumn(random, key);
            fields.add(new Field(prefix + i, column, false));
            if (column.key() && random.nextInt(5) == 0) {
                unique.add(prefix + i);
            }
        }
        List<RandomTable> parents = others.stream()
                .filter(table -> table.key == Key.PRIMARY && table.reference == null)
                .filter(table -> !table.fields.get(1).key())
                .toList();
        Reference reference = null;
        if (!parents.isEmpty() && random.nextInt(3) == 0) {
            RandomTable parent = parents.get(random.nextInt(parents.size()));
            fields.add(new Field("r", parent.fields.get(0).column(), false));
            String onDelete = List.of("RESTRICT", "CASCADE", "SET NULL").get(random.nextInt(3));
            String onUpdate = List.of("RESTRICT", "CASCADE").get(random.nextInt(2));
            reference = new Reference("r", parent.name, parent.fields.get(0).name(), onDelete, onUpdate);
        }
        return new RandomTable(name, fields, key, unique, reference);
    }

    /** A table without a key is searched by all of its columns. */
    static RandomColumn otherColumn(Random random, Key key) {
        RandomColumn column = RandomColumn.any(random);
        while (key == Key.NONE && !column.exact()) {
            column = RandomColumn.any(random);
        }
        return column;
    }

    private static RandomColumn keyColumn(Random random) {
        if (random.nextInt(3) == 0) {
            return RandomColumn.ALL.get(0);
        }
        RandomColumn column = RandomColumn.any(random);
        while (!column.key()) {
            column = RandomColumn.any(random);
        }
        return column;
    }

    RandomTable named(String other) {
        return new RandomTable(other, fields, key, unique, reference);
    }

    RandomTable with(List<Field> others) {
        List<String> names = others.stream().map(Field::name).toList();
        return new RandomTable(
                name, others, key, unique.stream().filter(names::contains).toList(), reference);
    }

    RandomTable with(Key other, List<String> otherUnique) {
        return new RandomTable(name, fields, other, otherUnique, reference);
    }

    String fullName() {
        return "random." + name;
    }

    boolean isPlain() {
        return key != Key.NONE && unique.isEmpty() && reference == null;
    }

    /** Whether its first column, an integer, can divide its rows. */
    boolean isPartitionable() {
        return reference == null
                && unique.isEmpty()
                && fields.get(0).column().type().endsWith("INT")
                && (key == Key.NONE || fields.get(0).key());
    }

    /** Whether every row can be found by its values. */
    boolean isExact() {
        return fields.stream().allMatch(field -> field.column().exact());
    }

    /** Columns to drop and rename: neither the first, which others may refer to, nor one that refers to another. */
    List<Field> loose() {
        return fields.stream()
                .skip(1)
                .filter(field -> reference == null || !field.name().equals(reference.field()))
                .toList();
    }

    String create() {
        StringJoiner parts = new StringJoiner(", ", "CREATE TABLE " + fullName() + " (", ") ENGINE=InnoDB");
        fields.forEach(field -> parts.add(field.definition()));
        if (key != Key.NONE) {
            parts.add((key == Key.PRIMARY ? "PRIMARY KEY (" : "UNIQUE KEY k (") + keyNames() + ")");
        }
        unique.forEach(field -> parts.add("UNIQUE KEY u_" + field + " (" + field + ")"));
        if (reference != null) {
            parts.add("KEY r (" + reference.field() + "), FOREIGN KEY (" + reference.field() + ") REFERENCES random."
                    + reference.parent() + " (" + reference.parentField() + ") ON DELETE " + reference.onDelete()
                    + " ON UPDATE " + reference.onUpdate());
        }
        return parts.toString();
    }

    String keyNames() {
        return String.join(
                ", ", fields.stream().filter(Field::key).map(Field::name).toList());
    }

    /** A statement that changes some rows, changes none, or fails. */
    String statement(Random random) {
        String where = " WHERE " + condition(random);
        String insert = "INTO " + fullName() + " ("
                + String.join(", ", fields.stream().map(Field::name).toList()) + ") VALUES ";
        return switch (random.nextInt(11)) {
            case 0, 1, 2 -> "INSERT " + insert + rows(random);
            case 3 -> "INSERT IGNORE " + insert + rows(random);
            case 4 -> "REPLACE " + insert + rows(random);
            case 5 -> "INSERT " + insert + row(random) + " ON DUPLICATE KEY UPDATE " + assignment(random, false);
            case 6, 7 -> "UPDATE " + fullName() + " SET " + assignment(random, false) + where;
            case 8 ->
                "UPDATE " + fullName() + " SET " + assignment(random, false) + ", " + assignment(random, true) + where;
            case 9 -> "UPDATE IGNORE " + fullName() + " SET " + assignment(random, true) + where;
            default -> "DELETE FROM " + fullName() + where;
        };
    }

    /** A unique value moves from row to row within one transaction. */
    List<String> handOver(Random random) {
        if (unique.isEmpty()) {
            return List.of();
        }
        Field field = field(unique.get(random.nextInt(unique.size()))).orElse(fields.get(0));
        String value = field.column().literal().apply(random);
        return List.of(
                "UPDATE " + fullName() + " SET " + field.name() + " = NULL WHERE " + field.name() + " = " + value,
                "UPDATE " + fullName() + " SET " + field.name() + " = " + value + " WHERE " + where(random)
                        + " ORDER BY 1 LIMIT 1");
    }

    /** Two rows swap keys by way of a third value, or all rows shift by one. */
    List<String> exchange(Random random) {
        List<String> names = new ArrayList<>(unique);
        fields.stream().filter(Field::key).map(Field::name).forEach(names::add);
        Optional<Field> found = names.isEmpty() ? Optional.empty() : field(names.get(random.nextInt(names.size())));
        if (found.isEmpty()) {
            return List.of();
        }
        Field field = found.get();
        if (field.column().type().endsWith("INT") && random.nextBoolean()) {
            return List.of("UPDATE " + fullName() + " SET " + field.name() + " = " + field.name() + " + 1 ORDER BY "
                    + field.name() + " DESC");
        }
        List<String> values = IntStream.range(0, 3)
                .mapToObj(i -> field.column().literal().apply(random))
                .toList();
        return IntStream.range(0, 3)
                .mapToObj(i -> "UPDATE " + fullName() + " SET " + field.name() + " = " + values.get((i + 2) % 3)
                        + " WHERE " + field.name() + " = " + values.get(i))
                .toList();
    }

    /**
     * Deletes rows with missing parents: which of them a later cascade hits depends on what is loaded together, since
     * rows that come and go within a unit are never written.
     */
    static List<String> orphansGo(List<RandomTable> tables) {
        List<String> statements = new ArrayList<>();
        for (RandomTable table : tables) {
            Reference to = table.reference;
            if (to != null) {
                statements.add("DELETE c FROM " + table.fullName() + " c LEFT JOIN random." + to.parent() + " p ON c."
                        + to.field() + " = p." + to.parentField() + " WHERE c." + to.field() + " IS NOT NULL AND p."
                        + to.parentField() + " IS NULL");
            }
        }
        return statements;
    }

    private Optional<Field> field(String wanted) {
        return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
    }

    private String where(Random random) {
        Field first = fields.get(0);
        return first.name() + " = " + first.column().literal().apply(random);
    }

    private String condition(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> where(random).replaceFirst(" = ", " >= ");
            case 1 -> {
                Field field = fields.get(random.nextInt(fields.size()));
                yield field.name() + " = " + field.column().literal().apply(random);
            }
            default -> where(random);
        };
    }

    private String assignment(Random random, boolean alsoKey) {
        List<Field> candidates =
                fields.stream().filter(field -> alsoKey || !field.key()).toList();
        Field field = candidates.isEmpty() ? fields.get(0) : candidates.get(random.nextInt(candidates.size()));
        return field.name() + " = " + value(random, field);
    }

    private String rows(Random random) {
        int count = 1 + random.nextInt(3);
        return String.join(
                ", ", IntStream.range(0, count).mapToObj(i -> row(random)).toList());
    }

    private String row(Random random) {
        return "("
                + String.join(
                        ", ", fields.stream().map(field -> value(random, field)).toList())
                + ")";
    }

    private static String value(Random random, Field field) {
        return !field.key() && random.nextInt(6) == 0
                ? "NULL"
                : field.column().literal().apply(random);
    }
}
