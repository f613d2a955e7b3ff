package io.otter.node.schema;

import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableAddColumn;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableAddConstraint;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableAddIndex;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableConvertCharSet;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropColumnItem;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropConstraint;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropIndex;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropKey;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableDropPrimaryKey;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableItem;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableRename;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableRenameColumn;
import com.alibaba.druid.sql.ast.statement.SQLAlterTableRenameIndex;
import com.alibaba.druid.sql.ast.statement.SQLColumnDefinition;
import com.alibaba.druid.sql.dialect.mysql.ast.MySqlPrimaryKey;
import com.alibaba.druid.sql.dialect.mysql.ast.MySqlUnique;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableChangeColumn;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlAlterTableModifyColumn;
import java.util.Set;

/** Applies the parts of an ALTER TABLE. Stateless. */
final class AlterItems {
    /** Simple class names of parts that change neither columns nor keys. */
    private static final Set<String> HARMLESS = Set.of(
            "MySqlAlterTableAlterColumn",
            "MySqlAlterTableAlterFullTextIndex",
            "MySqlAlterTableDiscardTablespace",
            "MySqlAlterTableForce",
            "MySqlAlterTableImportTablespace",
            "MySqlAlterTableLock",
            "MySqlAlterTableOption", // ALGORITHM
            "MySqlAlterTableOrderBy",
            "MySqlAlterTableValidation",
            "MysqlAlterTableAlterCheck",
            "SQLAlterTableAddPartition",
            "SQLAlterTableAlterColumn",
            "SQLAlterTableAlterIndex",
            "SQLAlterTableAnalyzePartition",
            "SQLAlterTableCheckPartition",
            "SQLAlterTableCoalescePartition",
            "SQLAlterTableDisableKeys",
            "SQLAlterTableDropForeignKey",
            "SQLAlterTableDropPartition",
            "SQLAlterTableEnableKeys",
            "SQLAlterTableExchangePartition",
            "SQLAlterTableOptimizePartition",
            "SQLAlterTablePartition",
            "SQLAlterTableReOrganizePartition",
            "SQLAlterTableRebuildPartition",
            "SQLAlterTableSetComment",
            "SQLAlterTableTruncatePartition");

    private AlterItems() {}

    /** @throws IllegalArgumentException for a part that cannot be replayed */
    static void apply(TableAlteration table, SQLAlterTableItem item, String defaultSchema) {
        if (item instanceof SQLAlterTableAddColumn add) {
            SQLName after = add.getAfterColumn();
            boolean first = add.isFirst();
            for (SQLColumnDefinition column : add.getColumns()) {
                table.add(column, first, after);
            }
        } else if (item instanceof SQLAlterTableDropColumnItem drop) {
            drop.getColumns().forEach(name -> table.drop(ColumnParser.name(name)));
        } else if (item instanceof MySqlAlterTableModifyColumn modify) {
            SQLColumnDefinition column = modify.getNewColumnDefinition();
            table.change(ColumnParser.name(column.getName()), column, modify.isFirst(), modify.getAfterColumn());
        } else if (item instanceof MySqlAlterTableChangeColumn change) {
            table.change(
                    ColumnParser.name(change.getColumnName()),
                    change.getNewColumnDefinition(),
                    change.isFirst(),
                    change.getAfterColumn());
        } else if (item instanceof SQLAlterTableRenameColumn rename) {
            table.renameColumn(ColumnParser.name(rename.getColumn()), ColumnParser.name(rename.getTo()));
        } else if (item instanceof SQLAlterTableRename rename) {
            SQLName to = rename.getToName();
            table.rename(DdlFollower.schemaOf(to, defaultSchema), ColumnParser.name(to));
        } else if (item instanceof SQLAlterTableConvertCharSet convert) {
            String charset = ColumnParser.text(convert.getCharset());
            String collation = ColumnParser.text(convert.getCollate());
            if (charset == null) {
                throw new IllegalArgumentException("CONVERT TO the default character set");
            }
            table.defaults(charset, collation == null ? "" : collation);
            table.convert();
        } else {
            key(table, item);
        }
    }

    private static void key(TableAlteration table, SQLAlterTableItem item) {
        if (item instanceof SQLAlterTableAddIndex add) {
            if (add.isUnique() || "UNIQUE".equalsIgnoreCase(add.getType())) {
                table.uniqueKey(add.getName(), add.getColumns());
            }
        } else if (item instanceof SQLAlterTableAddConstraint add) {
            if (add.getConstraint() instanceof MySqlPrimaryKey key) {
                table.primaryKey(key.getColumns());
            } else if (add.getConstraint() instanceof MySqlUnique key) {
                table.uniqueKey(key.getName(), key.getColumns());
            }
        } else if (item instanceof SQLAlterTableDropPrimaryKey) {
            table.dropPrimaryKey();
        } else if (item instanceof SQLAlterTableDropKey drop) {
            table.dropKey(ColumnParser.name(drop.getKeyName()));
        } else if (item instanceof SQLAlterTableDropConstraint drop) {
            table.dropKey(ColumnParser.name(drop.getConstraintName()));
        } else if (item instanceof SQLAlterTableDropIndex drop) {
            table.dropKey(ColumnParser.name(drop.getIndexName()));
        } else if (item instanceof SQLAlterTableRenameIndex rename) {
            table.renameKey(ColumnParser.name(rename.getName()), ColumnParser.name(rename.getTo()));
        } else if (!HARMLESS.contains(item.getClass().getSimpleName())) {
            throw new IllegalArgumentException(
                    item.getClass().getSimpleName().replaceAll("MySql|SQL", "") + " is not replayed");
        }
    }
}
