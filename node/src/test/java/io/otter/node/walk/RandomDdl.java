package io.otter.node.walk;

import io.otter.node.walk.RandomTable.Field;
import io.otter.node.walk.RandomTable.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Generates DDL on a list of tables, and updates the list as if it had succeeded. Single-threaded. */
final class RandomDdl {
    private final Random random;
    private final List<RandomTable> tables;
    private final RandomClauses clauses;

    RandomDdl(Random random, List<RandomTable> tables, RandomClauses.Grammar grammar) {
        this.random = random;
        this.tables = tables;
        clauses = new RandomClauses(random, grammar);
    }

    /** One statement, or a few that belong together. */
    List<String> next() {
        List<String> statements = statements();
        if (random.nextInt(3) == 0) {
            statements = statements.stream().map(clauses::spelled).toList();
        }
        return random.nextInt(4) == 0 ? clauses.inOtherSession(statements) : statements;
    }

    private List<String> statements() {
        int index = random.nextInt(tables.size());
        RandomTable table = tables.get(index);
        return switch (random.nextInt(26)) {
            case 0, 1, 2, 3, 4, 5 -> List.of("ALTER TABLE " + table.fullName() + " " + items(index));
            case 14, 15, 16, 17, 18, 19 -> List.of("ALTER TABLE " + table.fullName() + " " + clauses.item(table));
            case 20, 21 -> clauses.others(table);
            case 22, 23 -> exchangeColumns(index);
            case 24 -> createSelect(index);
            case 25 -> dropSeveral(index);
            case 6 -> addIndex(index);
            case 7 -> dropIndex(index);
            case 8 -> List.of("TRUNCATE TABLE " + table.fullName());
            case 9 -> rename(index);
            case 10 -> exchange(index);
            case 11 -> dropAndCreate(index);
            case 12 -> otherKey(index);
            default -> createLike(index);
        };
    }

    private String items(int index) {
        List<String> items = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 2 : 1;
        for (int i = 0; i < count; i++) {
            List<Field> loose = tables.get(index).loose();
            int kind = loose.size() < 2 ? 0 : random.nextInt(4);
            // Servers see the table as it was before the statement, so its items must not touch the same columns.
            items.add(i == 1 || kind == 0 ? add(index) : change(index, loose.get(random.nextInt(loose.size())), kind));
        }
        return String.join(", ", items);
    }

    private String add(int index) {
        RandomTable table = tables.get(index);
        Field field = new Field("n" + random.nextInt(10_000), RandomTable.otherColumn(random, table.key()), false);
        int at = 1 + random.nextInt(table.fields().size());
        List<Field> fields = new ArrayList<>(table.fields());
        fields.add(at, field);
        boolean last = at == table.fields().size();
        tables.set(index, table.with(fields));
        String literal = field.column().literal().apply(random);
        return "ADD COLUMN " + field.definition()
                + (field.column().key() && random.nextBoolean() ? " DEFAULT " + literal : "")
                + (last ? "" : " AFTER " + fields.get(at - 1).name());
    }

    private String change(int index, Field field, int kind) {
        RandomTable table = tables.get(index);
        List<Field> fields = new ArrayList<>(table.fields());
        int at = fields.indexOf(field);
        fields.remove(field);
        if (kind == 1 && !field.key()) {
            tables.set(index, table.with(fields));
            return "DROP COLUMN " + field.name();
        }
        if (kind == 2) {
            Field renamed = new Field("m" + random.nextInt(10_000), field.column(), field.key());
            fields.add(at, renamed);
            tables.set(index, table.with(fields));
            return clauses.isNew() && random.nextBoolean()
                    ? "RENAME COLUMN " + field.name() + " TO " + renamed.name()
                    : "CHANGE " + field.name() + " " + renamed.definition();
        }
        Field wider = new Field(
                field.name(), field.key() ? field.column() : field.column().wider(), field.key());
        int to = 1 + random.nextInt(fields.size());
        fields.add(to, wider);
        tables.set(index, table.with(fields));
        return "MODIFY " + wider.definition() + " AFTER " + fields.get(to - 1).name();
    }

    private List<String> addIndex(int index) {
        RandomTable table = tables.get(index);
        List<Field> candidates =
                table.fields().stream().filter(field -> field.column().key()).toList();
        if (candidates.isEmpty()) {
            return List.of();
        }
        String field = candidates.get(random.nextInt(candidates.size())).name();
        if (random.nextInt(3) > 0 || table.unique().contains(field)) {
            return List.of("CREATE INDEX i_" + field + " ON " + table.fullName() + " (" + field + ")");
        }
        List<String> unique = new ArrayList<>(table.unique());
        unique.add(field);
        tables.set(index, table.with(table.key(), unique));
        return List.of("ALTER TABLE " + table.fullName() + " ADD UNIQUE KEY u_" + field + " (" + field + ")");
    }

    private List<String> dropIndex(int index) {
        RandomTable table = tables.get(index);
        if (table.unique().isEmpty()) {
            return List.of();
        }
        tables.set(
                index,
                table.with(table.key(), table.unique().subList(1, table.unique().size())));
        return List.of("DROP INDEX u_" + table.unique().get(0) + " ON " + table.fullName());
    }

    private List<String> rename(int index) {
        RandomTable table = tables.get(index);
        RandomTable renamed = table.named("t" + random.nextInt(1_000));
        tables.set(index, renamed);
        return List.of(
                random.nextBoolean()
                        ? "RENAME TABLE " + table.fullName() + " TO " + renamed.fullName()
                        : "ALTER TABLE " + table.fullName() + " RENAME TO " + renamed.fullName());
    }

    private List<String> exchange(int index) {
        int other = random.nextInt(tables.size());
        if (other == index) {
            return List.of();
        }
        RandomTable one = tables.get(index);
        RandomTable two = tables.get(other);
        tables.set(index, two.named(one.name()));
        tables.set(other, one.named(two.name()));
        return List.of("RENAME TABLE " + one.fullName() + " TO random.passing, " + two.fullName() + " TO "
                + one.fullName() + ", random.passing TO " + two.fullName());
    }

    private List<String> dropAndCreate(int index) {
        RandomTable table = tables.get(index);
        RandomTable made = RandomTable.of(random, table.name(), List.of());
        tables.set(index, made);
        return clauses.isMariadb() && random.nextBoolean()
                ? List.of(made.create().replaceFirst("CREATE", "CREATE OR REPLACE"))
                : List.of("DROP TABLE " + table.fullName(), made.create());
    }

    private List<String> otherKey(int index) {
        RandomTable table = tables.get(index);
        boolean primary = table.key() == Key.PRIMARY;
        if (table.key() == Key.NONE) {
            return List.of();
        }
        tables.set(index, table.with(primary ? Key.UNIQUE : Key.PRIMARY, table.unique()));
        // Rebuilt in place, MySQL 9.7 sometimes resurrects a row that another session deleted, without logging it.
        return List.of("ALTER TABLE " + table.fullName() + " ALGORITHM=COPY,"
                + (primary
                        ? " DROP PRIMARY KEY, ADD UNIQUE KEY k (" + table.keyNames() + ")"
                        : " DROP INDEX k, ADD PRIMARY KEY (" + table.keyNames() + ")"));
    }

    private List<String> createLike(int index) {
        RandomTable table = tables.get(index);
        if (tables.size() > 4) {
            return List.of();
        }
        RandomTable made =
                new RandomTable("t" + random.nextInt(1_000), table.fields(), table.key(), table.unique(), null);
        tables.add(made);
        return List.of("CREATE TABLE " + made.fullName() + " LIKE " + table.fullName());
    }

    /** Two columns get each other's names, or one gets the name that another has given up. */
    private List<String> exchangeColumns(int index) {
        RandomTable table = tables.get(index);
        List<Field> loose = table.loose().stream().filter(field -> !field.key()).toList();
        if (loose.size() < 2) {
            return List.of();
        }
        Field one = loose.get(0);
        Field two = loose.get(loose.size() - 1);
        boolean chain = random.nextBoolean();
        String free = "m" + random.nextInt(10_000);
        Field oneNow = new Field(two.name(), one.column(), false);
        Field twoNow = new Field(chain ? free : one.name(), two.column(), false);
        List<Field> fields = new ArrayList<>(table.fields());
        fields.replaceAll(field -> field == one ? oneNow : field == two ? twoNow : field);
        // Which of the columns a unique key follows does not matter to what the statements may do.
        tables.set(index, table.with(fields).with(table.key(), List.of()));
        String changes = clauses.isNew() && random.nextBoolean()
                ? "RENAME COLUMN " + one.name() + " TO " + oneNow.name() + ", RENAME COLUMN " + two.name() + " TO "
                        + twoNow.name()
                : "CHANGE " + one.name() + " " + oneNow.definition() + ", CHANGE " + two.name() + " "
                        + twoNow.definition();
        return List.of("ALTER TABLE " + table.fullName() + " " + changes
                + (random.nextBoolean() ? ", ADD a" + free + " INT DEFAULT 1 AFTER " + twoNow.name() : ""));
    }

    private List<String> createSelect(int index) {
        RandomTable table = tables.get(index);
        if (tables.size() > 4 || !table.isExact()) {
            return List.of();
        }
        RandomTable made = RandomClauses.copyOf(table, "t" + random.nextInt(1_000));
        tables.add(made);
        return List.of("CREATE TABLE " + made.fullName() + (random.nextBoolean() ? " AS" : "") + " SELECT "
                + String.join(", ", made.fields().stream().map(Field::name).toList()) + " FROM " + table.fullName());
    }

    private List<String> dropSeveral(int index) {
        RandomTable table = tables.get(index);
        RandomTable made = RandomTable.of(random, table.name(), List.of());
        tables.set(index, made);
        return List.of(
                "CREATE TABLE IF NOT EXISTS aside.dropped (id INT)",
                "DROP TABLE IF EXISTS aside.dropped, aside.nothing, " + table.fullName(),
                made.create());
    }
}
