package io.otter.node.load;

import io.otter.database.ColumnMeta;
import io.otter.database.ForeignKey;
import io.otter.database.SqlNames;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.node.conflict.RowImage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that foreign keys delete or change with a row, and with those in turn: servers before MySQL 9.6 do that without
 * a trace in their logs. For a single use, within the caller's transaction, which locks them.
 */
final class CascadedRows {
    private final Connection connection;
    private final ReferringTables referring;
    private final Predicate<TableName> wanted;
    private final int most;
    private final Set<CascadedRow> found = new LinkedHashSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Deque<Cause> causes = new ArrayDeque<>();

    /**
     * @param wanted tables to look into
     * @param most rows that may be found
     */
    CascadedRows(Connection connection, ReferringTables referring, Predicate<TableName> wanted, int most) {
        this.connection = connection;
        this.referring = referring;
        this.wanted = wanted;
        this.most = most;
    }

    /** @param changed what columns get, by their names in lower case; null for a row that is deleted */
    private record Cause(
            TableMeta table, List<Object> key, @Nullable Map<String, @Nullable Object> changed) {
        /** What a foreign key does to the rows that refer to this one; null for nothing. */
        @Nullable
        Cause effect(TableMeta child, ForeignKey reference, List<Object> childKey) {
            if (changed == null) {
                return reference.onDelete().equals("CASCADE")
                        ? new Cause(child, childKey, null)
                        : forgetting(child, reference, reference.onDelete(), childKey);
            }
            Map<String, @Nullable Object> followed = new HashMap<>();
            for (int i = 0; i < reference.columns().size(); i++) {
                String column = lower(reference.parentColumns().get(i));
                if (changed.containsKey(column)) {
                    followed.put(lower(reference.columns().get(i)), changed.get(column));
                }
            }
            if (followed.isEmpty()) {
                return null;
            }
            return reference.onUpdate().equals("CASCADE")
                    ? new Cause(child, childKey, followed)
                    : forgetting(child, reference, reference.onUpdate(), childKey);
        }

        private static @Nullable Cause forgetting(
                TableMeta child, ForeignKey reference, String rule, List<Object> childKey) {
            if (!rule.startsWith("SET")) {
                return null;
            }
            Map<String, @Nullable Object> nothing = new HashMap<>();
            reference.columns().forEach(column -> nothing.put(lower(column), null));
            return new Cause(child, childKey, nothing);
        }

        /** Which columns are changed; null for a row that is deleted. */
        @Nullable
        Set<String> columns() {
            return changed == null ? null : changed.keySet();
        }

        /** The key that the row gets; empty if it keeps its own. */
        Optional<List<Object>> newKey() {
            if (changed == null || table.identity().stream().noneMatch(column -> changed.get(lower(column)) != null)) {
                return Optional.empty();
            }
            List<Object> values = new ArrayList<>(key);
            for (int i = 0; i < values.size(); i++) {
                Object value = changed.get(lower(table.identity().get(i)));
                if (value != null) {
                    values.set(i, value);
                }
            }
            return Optional.of(values);
        }
    }

    /**
     * The rows that go, or change, with a row that is there, those nearest to it first; where one gets another key, that of
     * the row that it becomes, too.
     *
     * @param changed what columns get, by their names; null for a row that is deleted
     * @return empty if they are more than anybody is told of
     */
    Optional<List<CascadedRow>> with(TableMeta table, List<Object> key, @Nullable Map<String, @Nullable Object> changed)
            throws SQLException {
        Map<String, @Nullable Object> columns = new HashMap<>();
        if (changed != null) {
            changed.forEach((column, value) -> columns.put(lower(column), value));
        }
        causes.add(new Cause(table, key, changed == null ? null : columns));
        while (!causes.isEmpty()) {
            Cause cause = causes.remove();
            for (TableMeta child : referring.to(connection, cause.table().name())) {
                if (child.identity().isEmpty() || !wanted.test(child.name())) {
                    continue;
                }
                for (ForeignKey reference : child.foreignKeys()) {
                    if (reference.parent().equals(cause.table().name())
                            && cause.effect(child, reference, List.of()) != null) {
                        follow(cause, child, reference);
                    }
                    if (found.size() > most) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.of(List.copyOf(found));
    }

    private void follow(Cause cause, TableMeta child, ForeignKey reference) throws SQLException {
        for (List<Object> key : keys(cause, child, reference)) {
            Cause effect = cause.effect(child, reference, key);
            if (effect != null && seen.add(child.name() + " " + effect.columns() + " " + RowImage.key(key))) {
                found.add(new CascadedRow(child.name(), key));
                effect.newKey().ifPresent(other -> found.add(new CascadedRow(child.name(), other)));
                causes.add(effect);
            }
        }
    }

    private List<List<Object>> keys(Cause cause, TableMeta child, ForeignKey reference) throws SQLException {
        List<String> names = child.identity();
        String select = names.stream().map(name -> "c." + SqlNames.quote(name)).collect(Collectors.joining(", "));
        List<String> joins = new ArrayList<>();
        for (int i = 0; i < reference.columns().size(); i++) {
            joins.add("c." + SqlNames.quote(reference.columns().get(i)) + " = p."
                    + SqlNames.quote(reference.parentColumns().get(i)));
        }
        String where = cause.table().identity().stream()
                .map(name -> "p." + SqlNames.quote(name) + " = ?")
                .collect(Collectors.joining(" AND "));
        String sql = "SELECT " + select + " FROM " + quoted(child) + " c JOIN " + quoted(cause.table()) + " p ON "
                + String.join(" AND ", joins) + " WHERE " + where + " LIMIT " + (most + 1) + " FOR UPDATE";
        List<List<Object>> keys = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < cause.key().size(); i++) {
                Values.bind(statement, i + 1, cause.key().get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<Object> key = new ArrayList<>();
                    for (int i = 0; i < names.size(); i++) {
                        String type = child.column(names.get(i))
                                .map(ColumnMeta::dataType)
                                .orElse("");
                        key.add(KeyValues.read(rows, i + 1, type));
                    }
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    private static String quoted(TableMeta table) {
        return SqlNames.quote(table.schema(), table.table());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
