package io.otter.node.load;

import io.otter.database.ForeignKey;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.node.conflict.RowImage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that foreign keys delete or change with rows, and with those in turn: servers before MySQL 9.6 do that without
 * a trace in their logs. Has a part of them in memory, however many they are. For a single use, within the caller's transaction,
 * which locks them.
 */
final class CascadedRows {
    private static final int PART_ROWS = 5_000;
    private static final int PARENTS_PER_QUERY = 200;
    /** Servers cascade over 15 tables at most. */
    private static final int MOST_LEVELS = 32;

    private static final int MOST_SEEN_BYTES = 16 << 20;
    private static final int SEEN_BYTES = 100;

    private final Connection connection;
    private final ReferringTables referring;
    private final Predicate<TableName> wanted;
    private final Found found;
    /** Those found last: a row may refer to several others, or to one that refers to it. */
    private final Set<String> seen = new HashSet<>();

    private long seenBytes;

    interface Found {
        void rows(List<ToldRow> some) throws SQLException;
    }

    /**
     * @param wanted tables to look into
     * @param found is called for each part of the rows, those nearest to their cause first
     */
    CascadedRows(Connection connection, ReferringTables referring, Predicate<TableName> wanted, Found found) {
        this.connection = connection;
        this.referring = referring;
        this.wanted = wanted;
        this.found = found;
    }

    /** @param changed what columns of all the rows get, by their names in lower case; null for rows that are deleted */
    private record Cause(
            TableMeta table,
            List<List<Object>> keys,
            @Nullable Map<String, @Nullable Object> changed) {
        /** What a foreign key does to rows that refer to these; empty for nothing. */
        Optional<Cause> effect(TableMeta child, ForeignKey reference, List<List<Object>> childKeys) {
            if (changed == null) {
                return reference.onDelete().equals("CASCADE")
                        ? Optional.of(new Cause(child, childKeys, null))
                        : forgetting(child, reference, reference.onDelete(), childKeys);
            }
            Map<String, @Nullable Object> followed = new HashMap<>();
            for (int i = 0; i < reference.columns().size(); i++) {
                String column = lower(reference.parentColumns().get(i));
                if (changed.containsKey(column)) {
                    followed.put(lower(reference.columns().get(i)), changed.get(column));
                }
            }
            if (followed.isEmpty()) {
                return Optional.empty();
            }
            return reference.onUpdate().equals("CASCADE")
                    ? Optional.of(new Cause(child, childKeys, followed))
                    : forgetting(child, reference, reference.onUpdate(), childKeys);
        }

        private static Optional<Cause> forgetting(
                TableMeta child, ForeignKey reference, String rule, List<List<Object>> childKeys) {
            if (!rule.startsWith("SET")) {
                return Optional.empty();
            }
            Map<String, @Nullable Object> nothing = new HashMap<>();
            reference.columns().forEach(column -> nothing.put(lower(column), null));
            return Optional.of(new Cause(child, childKeys, nothing));
        }

        /** The rows, and where they get other keys, those that they become. */
        List<ToldRow> rows() {
            List<ToldRow> rows = new ArrayList<>(keys.size());
            for (List<Object> key : keys) {
                rows.add(new ToldRow(table.name(), key));
                newKey(key).ifPresent(other -> rows.add(new ToldRow(table.name(), other)));
            }
            return rows;
        }

        private Optional<List<Object>> newKey(List<Object> key) {
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
     * Finds the rows that go, or change, with rows that are there; where one gets another key, that of the row that it becomes, too.
     *
     * @param changed what columns get, by their names; null for rows that are deleted
     */
    void with(TableMeta table, List<List<Object>> keys, @Nullable Map<String, @Nullable Object> changed)
            throws SQLException {
        Map<String, @Nullable Object> columns = new HashMap<>();
        if (changed != null) {
            changed.forEach((column, value) -> columns.put(lower(column), value));
        }
        follow(new Cause(table, keys, changed == null ? null : columns), 0);
    }

    private void follow(Cause cause, int level) throws SQLException {
        if (level == MOST_LEVELS) {
            return;
        }
        for (TableMeta child : referring.to(connection, cause.table().name())) {
            if (child.identity().isEmpty() || !wanted.test(child.name())) {
                continue;
            }
            for (ForeignKey reference : child.foreignKeys()) {
                if (reference.parent().equals(cause.table().name())
                        && cause.effect(child, reference, List.of()).isPresent()) {
                    follow(cause, child, reference, level);
                }
            }
        }
    }

    private void follow(Cause cause, TableMeta child, ForeignKey reference, int level) throws SQLException {
        ReferringKeys referringKeys = new ReferringKeys(connection, cause.table(), child, reference, PART_ROWS);
        for (int from = 0; from < cause.keys().size(); from += PARENTS_PER_QUERY) {
            List<List<Object>> parents =
                    cause.keys().subList(from, Math.min(cause.keys().size(), from + PARENTS_PER_QUERY));
            referringKeys.find(parents, part -> follow(cause, child, reference, part, level));
        }
    }

    private void follow(Cause cause, TableMeta child, ForeignKey reference, List<List<Object>> keys, int level)
            throws SQLException {
        String kind = cause.effect(child, reference, List.of())
                .map(effect -> child.name() + " "
                        + (effect.changed() == null ? "" : effect.changed().keySet()))
                .orElse("");
        List<List<Object>> fresh =
                keys.stream().filter(key -> isFresh(kind + RowImage.key(key))).toList();
        Optional<Cause> effect = cause.effect(child, reference, fresh);
        if (effect.isPresent() && !fresh.isEmpty()) {
            found.rows(effect.get().rows());
            follow(effect.get(), level + 1);
        }
    }

    private boolean isFresh(String row) {
        if (!seen.add(row)) {
            return false;
        }
        seenBytes += row.length() + SEEN_BYTES;
        if (seenBytes > MOST_SEEN_BYTES) {
            seen.clear();
            seenBytes = 0;
        }
        return true;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
