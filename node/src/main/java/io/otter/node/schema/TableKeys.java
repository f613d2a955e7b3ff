package io.otter.node.schema;

import io.otter.node.binlog.Column;
import io.otter.node.schema.ServerDefaults.Text;
import io.otter.node.sql.DefinedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of a table while a statement changes it. One use. */
final class TableKeys {
    static final String PRIMARY = "PRIMARY";

    private final List<String> primary = new ArrayList<>();
    private final Map<String, List<String>> unique = new LinkedHashMap<>();
    /** Of keys that promise nothing, as far as they are known: no other key may have their names. */
    private final Set<String> plain = new HashSet<>();

    /** Of columns, by their names in lower case. */
    private final Map<String, String> spellings = new HashMap<>();

    private final Map<String, @Nullable String> renames = new HashMap<>();

    TableKeys() {}

    TableKeys(TableState known) {
        primary.addAll(known.primaryKey());
        unique.putAll(known.uniqueKeys());
        spell(known.columns());
    }

    /** Keys name their columns in any spelling. */
    void spell(List<Column> columns) {
        columns.forEach(column -> spellings.put(lower(column.name()), column.name()));
    }

    private String spelled(String column) {
        return spellings.getOrDefault(lower(column), column);
    }

    void add(DefinedKey key) {
        List<String> columns =
                new ArrayList<>(key.columns().stream().map(this::spelled).toList());
        switch (key.kind()) {
            case PRIMARY -> {
                primary.clear();
                primary.addAll(columns);
            }
            case UNIQUE -> unique.put(nameOf(key), columns);
            case PLAIN -> plain.add(lower(nameOf(key)));
        }
    }

    boolean has(DefinedKey key) {
        String name = key.name();
        return key.kind() == DefinedKey.Kind.PRIMARY
                ? !primary.isEmpty()
                : name != null && unique.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    private String nameOf(DefinedKey key) {
        if (key.name() != null) {
            return key.name();
        }
        boolean functional = key.columns().contains("");
        String first = functional ? "functional_index" : spelled(key.columns().get(0));
        String name = first;
        for (int i = 2; isTaken(name); i++) {
            name = first + "_" + i;
        }
        return name;
    }

    private boolean isTaken(String name) {
        return name.equalsIgnoreCase(PRIMARY)
                || plain.contains(lower(name))
                || unique.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    void drop(String name) {
        if (name.equalsIgnoreCase(PRIMARY)) {
            primary.clear();
        }
        unique.keySet().removeIf(name::equalsIgnoreCase);
    }

    void renameKey(String from, String to) {
        for (String name : List.copyOf(unique.keySet())) {
            if (name.equalsIgnoreCase(from)) {
                unique.put(to, unique.remove(name));
                return;
            }
        }
    }

    /** Notes what becomes of a column, null if it goes. {@link #renamed} does it for all at a time: names may be exchanged. */
    void rename(String from, @Nullable String to) {
        renames.put(lower(from), to);
    }

    void renamed() {
        primary.replaceAll(this::now);
        primary.removeIf(String::isEmpty);
        unique.replaceAll((name, columns) -> {
            List<String> now = new ArrayList<>();
            for (String column : columns) {
                if (column.isEmpty() || !now(column).isEmpty()) {
                    now.add(now(column));
                }
            }
            return now;
        });
        unique.values().removeIf(List::isEmpty);
    }

    private String now(String column) {
        String to = renames.getOrDefault(lower(column), column);
        return to == null ? "" : to;
    }

    /** The table with these keys; columns of a primary key are never NULL. */
    TableState of(String schema, String table, List<Column> columns, Text text) {
        List<Column> all = columns.stream()
                .map(c -> primary.stream().noneMatch(c.name()::equalsIgnoreCase)
                        ? c
                        : new Column(
                                c.name(),
                                c.dataType(),
                                c.columnType(),
                                c.unsigned(),
                                false,
                                c.generated(),
                                c.charset(),
                                c.collation(),
                                c.labels()))
                .toList();
        return new TableState(schema, table, all, primary, unique, text.charset(), text.collation());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
