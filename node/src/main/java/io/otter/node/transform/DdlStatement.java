package io.otter.node.transform;

import com.alibaba.druid.DbType;
import com.alibaba.druid.sql.SQLUtils;
import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.ast.expr.SQLIdentifierExpr;
import com.alibaba.druid.sql.ast.expr.SQLPropertyExpr;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLCreateIndexStatement;
import com.alibaba.druid.sql.ast.statement.SQLCreateTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLDropIndexStatement;
import com.alibaba.druid.sql.ast.statement.SQLDropTableStatement;
import com.alibaba.druid.sql.ast.statement.SQLExprTableSource;
import com.alibaba.druid.sql.ast.statement.SQLTableSource;
import com.alibaba.druid.sql.ast.statement.SQLTruncateStatement;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlRenameTableStatement;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A DDL statement on tables, taken apart by druid's parser.
 *
 * @param tables that it names, with the default schema filled in; empty for a statement that names none (views, users, …)
 */
public record DdlStatement(String sql, List<TableName> tables, List<SQLExprTableSource> sources, SQLStatement parsed) {
    public DdlStatement {
        tables = List.copyOf(tables);
        sources = List.copyOf(sources);
    }

    /** Empty when the parser does not know the statement. */
    public static Optional<DdlStatement> parse(DdlChange ddl) {
        try {
            List<SQLStatement> statements = SQLUtils.parseStatements(ddl.sql(), DbType.mysql);
            if (statements.size() != 1) {
                return Optional.empty();
            }
            SQLStatement statement = statements.get(0);
            List<SQLExprTableSource> sources = sources(statement);
            List<TableName> tables =
                    sources.stream().map(source -> name(source, ddl.schema())).toList();
            return Optional.of(new DdlStatement(ddl.sql(), tables, sources, statement));
        } catch (RuntimeException e) {
            // The parser throws many kinds for what it does not know.
            return Optional.empty();
        }
    }

    /**
     * The statement with other table names. It is the original text when no name changes, apart from the schema that it runs
     * in.
     *
     * @param target the name for each named table
     */
    public String renamed(Function<TableName, TableName> target) {
        boolean same = tables.stream().allMatch(table -> target.apply(table).equals(table));
        if (same) {
            return sql;
        }
        for (int i = 0; i < sources.size(); i++) {
            TableName name = target.apply(tables.get(i));
            sources.get(i)
                    .setExpr(new SQLPropertyExpr(
                            new SQLIdentifierExpr(SqlNames.quote(name.schema())), SqlNames.quote(name.table())));
        }
        return SQLUtils.toSQLString(parsed, DbType.mysql);
    }

    private static List<SQLExprTableSource> sources(SQLStatement statement) {
        List<SQLExprTableSource> sources = new ArrayList<>();
        if (statement instanceof SQLCreateTableStatement create) {
            add(sources, create.getTableSource());
            if (create.getLike() != null) {
                sources.add(create.getLike());
            }
        } else if (statement instanceof SQLAlterTableStatement alter) {
            add(sources, alter.getTableSource());
        } else if (statement instanceof SQLDropTableStatement drop) {
            sources.addAll(drop.getTableSources());
        } else if (statement instanceof SQLTruncateStatement truncate) {
            sources.addAll(truncate.getTableSources());
        } else if (statement instanceof SQLCreateIndexStatement create) {
            add(sources, create.getTable());
        } else if (statement instanceof SQLDropIndexStatement drop) {
            add(sources, drop.getTableName());
        } else if (statement instanceof MySqlRenameTableStatement rename) {
            rename.getItems().forEach(item -> {
                sources.add(new SQLExprTableSource(item.getName()));
                sources.add(new SQLExprTableSource(item.getTo()));
            });
        }
        return sources;
    }

    private static void add(List<SQLExprTableSource> sources, SQLTableSource source) {
        if (source instanceof SQLExprTableSource table) {
            sources.add(table);
        }
    }

    private static TableName name(SQLExprTableSource source, String defaultSchema) {
        SQLName name = (SQLName) source.getExpr();
        String schema = name instanceof SQLPropertyExpr qualified ? unquoted(qualified.getOwnernName()) : defaultSchema;
        return new TableName(schema, unquoted(name.getSimpleName()));
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("`") && name.endsWith("`")
                ? name.substring(1, name.length() - 1).replace("``", "`")
                : name;
    }
}
