package io.otter.node.schema;

import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.statement.SQLColumnConstraint;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import com.alibaba.druid.sql.ast.statement.SQLColumnPrimaryKey;
import com.alibaba.druid.sql.ast.statement.SQLColumnUniqueKey;
import com.alibaba.druid.sql.ast.statement.SQLSelectOrderByItem;
import io.otter.node.binlog.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table while a statement changes it. For a single use. */
final class TableAlteration {
    private final List<Column> columns = new ArrayList<>();
    private final List<String> primaryKey = new ArrayList<>();
    private final Map<String, List<String>> uniqueKeys = new LinkedHashMap<>();
    private String schema;
    private String table;
    private String charset;
    private String collation;

    TableAlteration(String schema, String table, String charset, String collation) {
        this.schema = schema;
        this.table = table;
        this.charset = charset;
        this.collation = collation;
    }

    TableAlteration(TableState state) {
        this(state.schema(), state.table(), state.charset(), state.collation());
        columns.addAll(state.columns());
        primaryKey.addAll(state.primaryKey());
        uniqueKeys.putAll(state.uniqueKeys());
    }

    TableState done() {
        return new TableState(schema, table, columns, primaryKey, uniqueKeys, charset, collation);
    }

    void rename(String newSchema, String newTable) {
        schema = newSchema;
        table = newTable;
    }

    void defaults(String newCharset, String newCollation) {
        charset = newCharset;
        collation = newCollation;
    }

    /** Gives every text column the table's new character set. */
    void convert() {
        columns.replaceAll(
                c -> c.charset() == null || c.charset().equals("binary") || !ColumnTypes.hasCharset(c.dataType())
                        ? c
                        : new Column(
                                c.name(),
                                c.dataType(),
                                c.columnType(),
                                c.unsigned(),
                                c.nullable(),
                                c.generated(),
                                charset,
                                collation,
                                c.labels()));
    }

    /** @param after null for the end, unless {@code first} */
    void add(SQLColumnDefinition definition, boolean first, @Nullable SQLName after) {
        Column column = ColumnParser.column(definition, charset, collation);
        int at = first ? 0 : after == null ? columns.size() : index(ColumnParser.name(after)) + 1;
        columns.add(at, column);
        keysOf(definition);
    }

    void change(String name, SQLColumnDefinition definition, boolean first, @Nullable SQLName after) {
        int at = index(name);
        Column old = columns.remove(at);
        Column column = ColumnParser.column(definition, charset, collation);
        if (first) {
            at = 0;
        } else if (after != null) {
            at = index(ColumnParser.name(after)) + 1;
        }
        columns.add(at, column);
        renameInKeys(old.name(), column.name());
        keysOf(definition);
    }

    void renameColumn(String from, String to) {
        int at = index(from);
        Column c = columns.get(at);
        columns.set(
                at,
                new Column(
                        to,
                        c.dataType(),
                        c.columnType(),
                        c.unsigned(),
                        c.nullable(),
                        c.generated(),
                        c.charset(),
                        c.collation(),
                        c.labels()));
        renameInKeys(c.name(), to);
    }

    void drop(String name) {
        columns.remove(index(name));
        primaryKey.removeIf(name::equalsIgnoreCase);
        uniqueKeys.values().forEach(key -> key.removeIf(name::equalsIgnoreCase));
        uniqueKeys.values().removeIf(List::isEmpty);
    }

    void primaryKey(List<SQLSelectOrderByItem> items) {
        primaryKey.clear();
        primaryKey.addAll(names(items));
    }

    void uniqueKey(@Nullable SQLName name, List<SQLSelectOrderByItem> items) {
        List<String> names = names(items);
        uniqueKeys.put(name == null ? freeName(names.get(0)) : ColumnParser.name(name), new ArrayList<>(names));
    }

    void dropKey(String name) {
        if (name.equalsIgnoreCase("PRIMARY")) {
            primaryKey.clear();
        }
        uniqueKeys.keySet().removeIf(name::equalsIgnoreCase);
    }

    void dropPrimaryKey() {
        primaryKey.clear();
    }

    void renameKey(String from, String to) {
        List<String> key = uniqueKeys.remove(from);
        if (key != null) {
            uniqueKeys.put(to, key);
        }
    }

    private void keysOf(SQLColumnDefinition definition) {
        String name = ColumnParser.name(definition.getName());
        for (SQLColumnConstraint constraint : definition.getConstraints()) {
            if (constraint instanceof SQLColumnPrimaryKey) {
                primaryKey.clear();
                primaryKey.add(name);
            } else if (constraint instanceof SQLColumnUniqueKey) {
                uniqueKeys.put(freeName(name), new ArrayList<>(List.of(name)));
            }
        }
    }

    private String freeName(String first) {
        String name = first;
        for (int i = 2; uniqueKeys.containsKey(name); i++) {
            name = first + "_" + i;
        }
        return name;
    }

    private void renameInKeys(String from, String to) {
        primaryKey.replaceAll(n -> n.equalsIgnoreCase(from) ? to : n);
        uniqueKeys.replaceAll((name, key) -> {
            List<String> renamed = new ArrayList<>(key);
            renamed.replaceAll(n -> n.equalsIgnoreCase(from) ? to : n);
            return renamed;
        });
    }

    private int index(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column " + name + " in " + schema + "." + table);
    }

    private static List<String> names(List<SQLSelectOrderByItem> items) {
        List<String> names = new ArrayList<>();
        for (SQLSelectOrderByItem item : items) {
            SQLExpr expression = item.getExpr();
            String text = expression.toString();
            // A key prefix such as a(10) is parsed as a function call.
            int call = text.startsWith("`") ? -1 : text.indexOf('(');
            names.add(ColumnParser.unquote(call > 0 ? text.substring(0, call).trim() : text));
        }
        return names;
    }
}
