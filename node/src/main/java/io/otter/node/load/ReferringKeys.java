package io.otter.node.load;

import io.otter.database.ColumnMeta;
import io.otter.database.ForeignKey;
import io.otter.database.KeyOrder;
import io.otter.database.SqlNames;
import io.otter.database.TableMeta;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys of the rows that refer to others by a foreign key, within the caller's transaction, which locks them. One thread at a time. */
final class ReferringKeys {
    /** What values of these types print does not compare as they are in order. */
    private static final Set<String> SORTED_BY_NUMBER = Set.of("enum", "set", "float", "double", "bit");

    private final int partRows;
    private final Connection connection;
    private final TableMeta parent;
    private final TableMeta child;
    private final List<String> columns;
    private final List<String> sorted;
    private final String select;

    interface Found {
        void part(List<List<Object>> keys) throws SQLException;
    }

    /** @param partRows how many are found at a time */
    ReferringKeys(Connection connection, TableMeta parent, TableMeta child, ForeignKey reference, int partRows) {
        this.partRows = partRows;
        this.connection = connection;
        this.parent = parent;
        this.child = child;
        columns = child.identity().stream()
                .map(name -> "c." + SqlNames.quote(name))
                .toList();
        sorted = child.identity().stream()
                .map(name -> "c." + SqlNames.quote(name) + (isSortedByNumber(name) ? " + 0" : ""))
                .toList();
        List<String> joins = new ArrayList<>();
        for (int i = 0; i < reference.columns().size(); i++) {
            joins.add("c." + SqlNames.quote(reference.columns().get(i)) + " = p."
                    + SqlNames.quote(reference.parentColumns().get(i)));
        }
        // In this order, whatever the server believes of tables that have just grown.
        select = "SELECT " + String.join(", ", columns) + ", " + String.join(", ", sorted) + " FROM " + quoted(parent)
                + " p STRAIGHT_JOIN " + quoted(child) + " c ON " + String.join(" AND ", joins);
    }

    /**
     * Finds those that refer to some rows. Rows with many of them are looked at one by one: only so can the server go on where it was
     * in an index.
     *
     * @param parents keys of the rows
     */
    void find(List<List<Object>> parents, Found found) throws SQLException {
        Part part = part(parents, List.of());
        if (!part.isLast() && parents.size() > 1) {
            int half = parents.size() / 2;
            find(parents.subList(0, half), found);
            find(parents.subList(half, parents.size()), found);
            return;
        }
        found.part(part.keys());
        while (!part.isLast()) {
            part = part(parents, part.end());
            found.part(part.keys());
        }
    }

    /** @param end where to go on in the order of keys; empty if there are no more */
    private record Part(List<List<Object>> keys, List<Object> end) {
        boolean isLast() {
            return end.isEmpty();
        }
    }

    /** @param after where to go on; empty for all */
    private Part part(List<List<Object>> parents, List<Object> after) throws SQLException {
        String one = parent.identity().stream()
                .map(name -> "p." + SqlNames.quote(name) + " = ?")
                .collect(Collectors.joining(" AND ", "(", ")"));
        String sql = select + " WHERE (" + String.join(" OR ", Collections.nCopies(parents.size(), one)) + ")"
                + (after.isEmpty() ? "" : " AND " + KeyOrder.after(sorted)) + " ORDER BY " + String.join(", ", sorted)
                + " LIMIT " + partRows + " FOR UPDATE";
        List<List<Object>> keys = new ArrayList<>();
        List<Object> end = List.of();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (List<Object> key : parents) {
                for (Object value : key) {
                    Values.bind(statement, index++, value);
                }
            }
            for (Object value : KeyOrder.bound(after)) {
                Values.bind(statement, index++, value);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<Object> key = key(rows);
                    keys.add(key);
                    if (keys.size() == partRows) {
                        end = end(rows, key);
                    }
                }
            }
        }
        return new Part(keys, end);
    }

    private List<Object> key(ResultSet rows) throws SQLException {
        List<Object> key = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            key.add(KeyValues.read(rows, i + 1, type(child.identity().get(i))));
        }
        return key;
    }

    private List<Object> end(ResultSet rows, List<Object> key) throws SQLException {
        List<Object> end = new ArrayList<>(key);
        for (int i = 0; i < end.size(); i++) {
            if (isSortedByNumber(child.identity().get(i))) {
                end.set(i, new BigDecimal(rows.getString(columns.size() + i + 1)));
            }
        }
        return end;
    }

    private boolean isSortedByNumber(String column) {
        return SORTED_BY_NUMBER.contains(type(column));
    }

    private String type(String column) {
        return child.column(column).map(ColumnMeta::dataType).orElse("");
    }

    private static String quoted(TableMeta table) {
        return SqlNames.quote(table.schema(), table.table());
    }
}
