package io.otter.node.load;

import io.otter.database.ColumnMeta;
import io.otter.database.SqlNames;
import io.otter.database.TableMeta;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Row;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a target has where a change of it was refused, by column name; values are a {@link ByteBuffer}, or text as the server prints it.
 *
 * @param row with the key of the change; null when there is none
 * @param others that have the value of another unique key
 */
public record PresentRows(@Nullable Map<String, @Nullable Object> row, List<Map<String, @Nullable Object>> others) {
    /** The most characters or bytes of a value: longer ones are cut here, so that they are never sent. */
    public static final int LONGEST_VALUE = 1_000;

    private static final int MOST_OTHERS = 3;
    private static final Set<String> TEXTS =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "json");
    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");
    private static final Set<String> OTHER_BYTES = Set.of(
            "bit",
            "vector",
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection");

    public PresentRows {
        others = List.copyOf(others);
    }

    /** Looks them up as they are committed, without waiting for anybody. */
    static PresentRows find(Connection connection, TargetChange change) throws SQLException {
        TablePlan plan = change.plan();
        Map<String, @Nullable Object> row = plan.keyless()
                ? null
                : find(connection, plan, plan.key(), change.known()).orElse(null);
        List<Map<String, @Nullable Object>> others = new ArrayList<>();
        Row after = change.after();
        if (after != null && change.fault() == null) {
            List<List<String>> keys = new ArrayList<>();
            keys.add(plan.target().primaryKey());
            plan.target().uniqueKeys().stream().map(UniqueKey::columns).forEach(keys::add);
            for (List<String> key : keys) {
                List<ColumnMapping> columns = mapped(plan, key, after);
                if (!columns.isEmpty() && others.size() < MOST_OTHERS) {
                    find(connection, plan, columns, after)
                            .filter(found -> !found.equals(row) && !others.contains(found))
                            .ifPresent(others::add);
                }
            }
        }
        return new PresentRows(row, others);
    }

    /** Empty unless the row has a value for each column. */
    private static List<ColumnMapping> mapped(TablePlan plan, List<String> key, Row row) {
        List<ColumnMapping> columns = key.stream()
                .flatMap(name -> plan.columns().stream()
                        .filter(column -> column.target().equalsIgnoreCase(name))
                        .filter(column -> row.get(column.source()) != null && row.get(column.source()) != Row.ABSENT))
                .toList();
        return columns.size() == key.size() ? columns : List.of();
    }

    private static Optional<Map<String, @Nullable Object>> find(
            Connection connection, TablePlan plan, List<ColumnMapping> key, Row row) throws SQLException {
        TableMeta table = plan.target();
        String sql = table.columns().stream().map(PresentRows::shortened).collect(Collectors.joining(", "));
        String condition = key.stream()
                .map(column -> SqlNames.quote(column.target()) + " = ?")
                .collect(Collectors.joining(" AND "));
        try (PreparedStatement select = connection.prepareStatement("SELECT " + sql + " FROM "
                + SqlNames.quote(table.schema(), table.table()) + " WHERE " + condition + " LIMIT 1")) {
            int index = 1;
            for (ColumnMapping column : key) {
                Values.bind(select, index++, row.get(column.source()));
            }
            try (ResultSet found = select.executeQuery()) {
                return found.next() ? Optional.of(read(found, table)) : Optional.empty();
            }
        }
    }

    private static String shortened(ColumnMeta column) {
        String name = SqlNames.quote(column.name());
        return TEXTS.contains(column.dataType()) || BYTES.contains(column.dataType())
                ? "LEFT(" + name + ", " + (LONGEST_VALUE + 1) + ")"
                : name;
    }

    private static Map<String, @Nullable Object> read(ResultSet found, TableMeta table) throws SQLException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnMeta column = table.columns().get(i);
            boolean bytes = BYTES.contains(column.dataType()) || OTHER_BYTES.contains(column.dataType());
            byte[] raw = bytes ? found.getBytes(i + 1) : null;
            // A buffer equals another one with the same content.
            values.put(column.name(), raw != null ? ByteBuffer.wrap(raw) : found.getString(i + 1));
        }
        return values;
    }
}
