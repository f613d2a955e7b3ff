package io.otter.node.schema;

import com.alibaba.druid.DbType;
import com.alibaba.druid.sql.SQLUtils;
import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.ast.expr.SQLPropertyExpr;
import com.alibaba.druid.sql.ast.statement.SQLAlterDatabaseStatement;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableItem;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLAssignItem;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import com.alibaba.druid.sql.ast.statement.SQLCreateDatabaseStatement;
import com.alibaba.druid.sql.ast.statement.SQLCreateIndexStatement;
import com.alibaba.druid.sql.ast.statement.SQLCreateTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLDropDatabaseStatement;
import com.alibaba.druid.sql.ast.statement.SQLDropIndexStatement;
import com.alibaba.druid.sql.ast.statement.SQLDropTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLExprTableSource;
import com.alibaba.druid.sql.ast.statement.SQLTableElement;
import com.alibaba.druid.sql.ast.statement.SQLTruncateStatement;
import com.alibaba.druid.sql.dialect.mysql.ast.MySqlPrimaryKey;
import com.alibaba.druid.sql.dialect.mysql.ast.MySqlUnique;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlRenameTableStatement;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.SqlComments;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Replays DDL on a {@link SchemaState}. If a statement cannot be replayed exactly, all tables that it may affect become
 * unknown. Single-threaded.
 */
final class DdlFollower {
    private final SchemaState state;

    DdlFollower(SchemaState state) {
        this.state = state;
    }

    /**
     * The result of replaying a statement.
     *
     * @param problem why it could not be replayed; empty if it was
     */
    record Outcome(String schema, String table, String type, String problem) {}

    Outcome follow(LoggedDdl ddl) {
        try {
            List<SQLStatement> statements = SQLUtils.parseStatements(SqlComments.blanked(ddl.sql()), DbType.mysql);
            Outcome outcome = new Outcome(ddl.schema(), "", "QUERY", "");
            for (SQLStatement statement : statements) {
                outcome = follow(ddl.schema(), statement);
            }
            return outcome;
        } catch (RuntimeException e) {
            state.forgetTouched(ddl);
            String problem = String.valueOf(e.getMessage());
            return new Outcome(ddl.schema(), "", "QUERY", problem.isEmpty() ? e.toString() : problem);
        }
    }

    private Outcome follow(String schema, SQLStatement statement) {
        if (statement instanceof SQLCreateTableStatement create) {
            return create(schema, create);
        }
        if (statement instanceof SQLAlterTableStatement alter) {
            return alter(schema, alter);
        }
        if (statement instanceof MySqlRenameTableStatement rename) {
            for (MySqlRenameTableStatement.Item item : rename.getItems()) {
                move(
                        schemaOf(item.getName(), schema),
                        ColumnParser.name(item.getName()),
                        schemaOf(item.getTo(), schema),
                        ColumnParser.name(item.getTo()));
            }
            MySqlRenameTableStatement.Item first = rename.getItems().get(0);
            return new Outcome(schemaOf(first.getName(), schema), ColumnParser.name(first.getName()), "RENAME", "");
        }
        if (statement instanceof SQLDropTableStatement drop) {
            Outcome outcome = new Outcome(schema, "", "ERASE", "");
            for (SQLExprTableSource source : drop.getTableSources()) {
                outcome = new Outcome(schemaOf(source, schema), table(source), "ERASE", "");
                state.remove(outcome.schema(), outcome.table());
            }
            return outcome;
        }
        if (statement instanceof SQLDropDatabaseStatement drop) {
            String name = ColumnParser.unquote(drop.getDatabaseName());
            state.removeSchema(name);
            return new Outcome(name, "", "QUERY", "");
        }
        if (statement instanceof SQLCreateDatabaseStatement create) {
            String name = ColumnParser.unquote(create.getDatabaseName());
            collation(name, create.getCharacterSet(), create.getCollate());
            return new Outcome(name, "", "QUERY", "");
        }
        if (statement instanceof SQLAlterDatabaseStatement) {
            throw new IllegalArgumentException("ALTER DATABASE is not replayed");
        }
        if (statement instanceof SQLCreateIndexStatement create) {
            return createIndex(schema, create);
        }
        if (statement instanceof SQLDropIndexStatement drop) {
            TableState table = find(schemaOf(drop.getTableName(), schema), table(drop.getTableName()));
            if (table != null) {
                TableAlteration alteration = new TableAlteration(table);
                alteration.dropKey(ColumnParser.name(drop.getIndexName()));
                state.put(alteration.done());
            }
            return new Outcome(schemaOf(drop.getTableName(), schema), table(drop.getTableName()), "DINDEX", "");
        }
        return new Outcome(schema, "", statement instanceof SQLTruncateStatement ? "TRUNCATE" : "QUERY", "");
    }

    private Outcome create(String defaultSchema, SQLCreateTableStatement create) {
        SQLExprTableSource source = create.getTableSource();
        String schema = schemaOf(source, defaultSchema);
        String table = table(source);
        Outcome outcome = new Outcome(schema, table, "CREATE", "");
        if (create.isIfNotExists() && find(schema, table) != null) {
            return outcome;
        }
        state.remove(schema, table);
        if (create.getLike() != null) {
            TableState like = find(schemaOf(create.getLike(), defaultSchema), table(create.getLike()));
            if (like != null) {
                state.put(like.named(schema, table));
            }
            return outcome;
        }
        String collation = "";
        String charset = "";
        for (SQLAssignItem option : create.getTableOptions()) {
            String name = option.getTarget().toString().toUpperCase(Locale.ROOT).replace("DEFAULT ", "");
            if (name.equals("CHARSET") || name.equals("CHARACTER SET")) {
                charset = orEmpty(ColumnParser.text(option.getValue()));
            } else if (name.equals("COLLATE")) {
                collation = orEmpty(ColumnParser.text(option.getValue()));
            }
        }
        if (charset.isEmpty() && collation.isEmpty()) {
            collation = state.collation(schema);
        }
        if (charset.isEmpty()) {
            charset = ColumnTypes.charsetOf(collation);
        }
        TableAlteration alteration = new TableAlteration(schema, table, charset, collation);
        for (SQLTableElement element : create.getTableElementList()) {
            if (element instanceof SQLColumnDefinition column) {
                alteration.add(column, false, null);
            } else if (element instanceof MySqlPrimaryKey key) {
                alteration.primaryKey(key.getColumns());
            } else if (element instanceof MySqlUnique key) {
                alteration.uniqueKey(key.getName(), key.getColumns());
            }
        }
        TableState done = alteration.done();
        if (done.columns().isEmpty()) {
            throw new IllegalArgumentException("CREATE TABLE without columns");
        }
        for (var column : done.columns()) {
            if (ColumnTypes.hasCharset(column.dataType()) && column.charset() == null) {
                throw new IllegalArgumentException("the default character set of " + schema + " is not known");
            }
        }
        state.put(done);
        return outcome;
    }

    private Outcome alter(String defaultSchema, SQLAlterTableStatement alter) {
        SQLExprTableSource source = alter.getTableSource();
        String schema = schemaOf(source, defaultSchema);
        String table = table(source);
        TableState known = find(schema, table);
        if (known == null) {
            return new Outcome(schema, table, "ALTER", "");
        }
        TableAlteration alteration = new TableAlteration(known);
        for (SQLAlterTableItem item : alter.getItems()) {
            AlterItems.apply(alteration, item, defaultSchema);
        }
        for (SQLAssignItem option : alter.getTableOptions()) {
            String name = option.getTarget().toString().toUpperCase(Locale.ROOT);
            if (name.contains("CHARSET") || name.contains("CHARACTER") || name.contains("COLLATE")) {
                throw new IllegalArgumentException("a new default character set is not replayed");
            }
        }
        TableState done = alteration.done();
        state.remove(schema, table);
        state.put(done);
        return new Outcome(schema, table, "ALTER", "");
    }

    private Outcome createIndex(String defaultSchema, SQLCreateIndexStatement create) {
        SQLExprTableSource source = (SQLExprTableSource) create.getTable();
        String schema = schemaOf(source, defaultSchema);
        TableState table = find(schema, table(source));
        if (table != null && "UNIQUE".equalsIgnoreCase(create.getType())) {
            TableAlteration alteration = new TableAlteration(table);
            alteration.uniqueKey(create.getName(), create.getItems());
            state.put(alteration.done());
        }
        return new Outcome(schema, table(source), "CINDEX", "");
    }

    private void move(String fromSchema, String fromTable, String toSchema, String toTable) {
        TableState table = find(fromSchema, fromTable);
        state.remove(fromSchema, fromTable);
        state.remove(toSchema, toTable);
        if (table != null) {
            state.put(table.named(toSchema, toTable));
        }
    }

    private void collation(String schema, @Nullable String charset, @Nullable String collation) {
        if (collation != null) {
            state.collation(schema, collation.replaceAll("['\"`]", "").toLowerCase(Locale.ROOT));
        } else if (charset != null) {
            state.collation(schema, charset.replaceAll("['\"`]", "").toLowerCase(Locale.ROOT));
        }
    }

    private @Nullable TableState find(String schema, String table) {
        return state.find(schema, table);
    }

    private static String table(SQLExprTableSource source) {
        return ColumnParser.unquote(source.getTableName());
    }

    private static String schemaOf(SQLExprTableSource source, String defaultSchema) {
        return source.getSchema() == null ? defaultSchema : ColumnParser.unquote(source.getSchema());
    }

    static String schemaOf(SQLName name, String defaultSchema) {
        return name instanceof SQLPropertyExpr property && property.getOwnerName() != null
                ? ColumnParser.unquote(property.getOwnerName())
                : defaultSchema;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
