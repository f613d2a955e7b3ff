package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.database.ColumnMeta;
import io.otter.database.ForeignKey;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
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
    private final Predicate<TableName> wanted;
    private final int most;
    private final TableCatalog catalog = new TableCatalog();
    private final Map<TableName, List<TableMeta>> referring = new HashMap<>();
    private final Set<CascadedRow> found = new LinkedHashSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Deque<Cause> causes = new ArrayDeque<>();

    /**
     * @param wanted tables to look into
     * @param most rows that may be found
     */
    CascadedRows(Connection connection, Predicate<TableName> wanted, int most) {
        this.connection = connection;
        this.wanted = wanted;
        this.most = most;
    }

    /** @param changed columns that get other values, in lower case; null for a row that is deleted */
    private record Cause(
            TableMeta table, List<Object> key, @Nullable Set<String> changed) {
        /** What a foreign key does to the rows that refer to this one; null for nothing. */
        @Nullable
        Cause effect(TableMeta child, ForeignKey reference, List<Object> childKey) {
            boolean gone = changed == null;
            if (changed != null && lower(reference.parentColumns()).stream().noneMatch(changed::contains)) {
                return null;
            }
            String rule = gone ? reference.onDelete() : reference.onUpdate();
            if (rule.equals("CASCADE") && gone) {
                return new Cause(child, childKey, null);
            }
            return rule.equals("CASCADE") || rule.startsWith("SET")
                    ? new Cause(child, childKey, lower(reference.columns()))
                    : null;
        }
    }

    /**
     * The rows that go, or change, with a row that is there, those nearest to it first.
     *
     * @param changed columns that get other values; null for a row that is deleted
     * @throws OtterException with {@link ErrorCode#LOAD_CONFLICT} if they are more than anybody is told of
     */
    List<CascadedRow> with(TableMeta table, List<Object> key, @Nullable Set<String> changed) throws SQLException {
        Cause first = new Cause(table, key, changed == null ? null : lower(changed));
        causes.add(first);
        while (!causes.isEmpty()) {
            Cause cause = causes.remove();
            for (TableMeta child : referring(cause.table().name())) {
                for (ForeignKey reference : child.foreignKeys()) {
                    if (reference.parent().equals(cause.table().name())
                            && cause.effect(child, reference, List.of()) != null) {
                        follow(first, cause, child, reference);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private void follow(Cause first, Cause cause, TableMeta child, ForeignKey reference) throws SQLException {
        for (List<Object> key : keys(cause, child, reference)) {
            Cause effect = cause.effect(child, reference, key);
            if (effect != null && seen.add(child.name() + " " + effect.changed() + " " + RowImage.key(key))) {
                found.add(new CascadedRow(child.name(), key));
                causes.add(effect);
            }
            if (found.size() > most) {
                throw new OtterException(
                        ErrorCode.LOAD_CONFLICT,
                        "the row " + first.table().name() + " " + first.key()
                                + " was deleted, or got another key, at the"
                                + " other side and stays here, with more than " + most
                                + " rows that foreign keys delete"
                                + " or change with it, as " + child.name() + " has: too many to tell the other side of."
                                + " Make the row, and those that refer to it, equal on both sides with"
                                + " SET SESSION sql_log_bin = 0, and start the channel again.");
            }
        }
    }

    private List<TableMeta> referring(TableName parent) throws SQLException {
        List<TableMeta> known = referring.get(parent);
        if (known == null) {
            known = catalog.referring(connection, parent).stream()
                    .filter(child -> !child.identity().isEmpty() && wanted.test(child.name()))
                    .toList();
            referring.put(parent, known);
        }
        return known;
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

    private static Set<String> lower(Iterable<String> names) {
        Set<String> lower = new LinkedHashSet<>();
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return lower;
    }
}
