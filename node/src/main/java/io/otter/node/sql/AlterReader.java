package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterCommandListContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListItemContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterTableActionsContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableOptionsSpaceSeparatedContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.PlaceContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableElementContext;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** Turns the tree of ALTER TABLE into its parts, in the order in which they are written. Used once. */
final class AlterReader {
    private final StatementReader statements;
    private final Names names;
    private final List<AlterAction> actions = new ArrayList<>();

    AlterReader(StatementReader statements, Names names) {
        this.statements = statements;
        this.names = names;
    }

    SqlStatement read(AlterTableContext alter) throws SqlRefusedException {
        AlterTableActionsContext all = alter.alterTableActions();
        AlterCommandListContext commands = all == null ? null : all.alterCommandList();
        if (all != null && (commands == null || all.partitionClause() != null || all.removePartitioning() != null)) {
            actions.add(new AlterAction.Rest());
        }
        AlterListContext list = commands == null ? null : commands.alterList();
        if (list != null) {
            for (ParseTree part : list.children) {
                if (part instanceof AlterListItemContext item) {
                    item(item);
                } else if (part instanceof CreateTableOptionsSpaceSeparatedContext options) {
                    TextDefaults defaults = StatementReader.options(options.createTableOption());
                    actions.add(defaults.areOpen() ? new AlterAction.Rest() : new AlterAction.Defaults(defaults));
                }
            }
        }
        return new SqlStatement.AlterTable(names.table(alter.tableRef()), actions);
    }

    private void item(AlterListItemContext item) {
        boolean conditional = statements.isConditional(item);
        if (item.ADD_SYMBOL() != null) {
            add(item, conditional);
        } else if (item.CHANGE_SYMBOL() != null) {
            change(item, Names.name(item.identifier()), conditional);
        } else if (item.MODIFY_SYMBOL() != null) {
            change(item, column(item), conditional);
        } else if (item.DROP_SYMBOL() != null && item.ALTER_SYMBOL() == null) {
            drop(item, conditional);
        } else if (item.RENAME_SYMBOL() != null) {
            rename(item, conditional);
        } else if (item.CONVERT_SYMBOL() != null) {
            String charset = item.charsetName() == null ? "default" : ColumnReader.charset(item.charsetName());
            String collation = item.collate() == null
                    ? null
                    : ColumnReader.collation(item.collate().collationName());
            actions.add(new AlterAction.Convert(new TextDefaults(charset, collation)));
        } else {
            actions.add(new AlterAction.Rest());
        }
    }

    private void add(AlterListItemContext item, boolean conditional) {
        if (item.fieldDefinition() != null) {
            add(ColumnReader.read(Names.name(item.identifier()), item.fieldDefinition()), after(item), conditional);
        } else if (item.tableElementList() != null) {
            for (TableElementContext element : item.tableElementList().tableElement()) {
                if (element.columnDefinition() != null) {
                    add(StatementReader.column(element.columnDefinition()), null, conditional);
                } else {
                    addKey(StatementReader.key(element.tableConstraintDef()), conditional);
                }
            }
        } else {
            addKey(StatementReader.key(item.tableConstraintDef()), conditional);
        }
    }

    private void add(DefinedColumn column, @Nullable String after, boolean conditional) {
        actions.add(new AlterAction.AddColumn(column, after, conditional));
    }

    private void addKey(@Nullable DefinedKey key, boolean conditional) {
        actions.add(key == null ? new AlterAction.Rest() : new AlterAction.AddKey(key, conditional));
    }

    private void change(AlterListItemContext item, String name, boolean conditional) {
        DefinedColumn column = ColumnReader.read(name, item.fieldDefinition());
        actions.add(new AlterAction.ChangeColumn(column(item), column, after(item), conditional));
    }

    private void drop(AlterListItemContext item, boolean conditional) {
        if (item.PRIMARY_SYMBOL() != null) {
            actions.add(new AlterAction.DropPrimaryKey());
        } else if (item.indexRef() != null) {
            actions.add(new AlterAction.DropKey(Names.unquoted(item.indexRef().getText())));
        } else if (item.CONSTRAINT_SYMBOL() != null) {
            actions.add(new AlterAction.DropKey(Names.name(item.identifier())));
        } else if (item.columnInternalRef() != null && item.FOREIGN_SYMBOL() == null) {
            actions.add(new AlterAction.DropColumn(column(item), conditional));
        } else {
            actions.add(new AlterAction.Rest());
        }
    }

    private void rename(AlterListItemContext item, boolean conditional) {
        if (item.tableName() != null) {
            actions.add(new AlterAction.RenameTable(names.table(item.tableName())));
        } else if (item.columnInternalRef() != null) {
            actions.add(new AlterAction.RenameColumn(column(item), Names.name(item.identifier()), conditional));
        } else {
            actions.add(new AlterAction.RenameKey(
                    Names.unquoted(item.indexRef().getText()),
                    Names.name(item.indexName().identifier())));
        }
    }

    private static String column(AlterListItemContext item) {
        return Names.name(item.columnInternalRef().identifier());
    }

    private static @Nullable String after(AlterListItemContext item) {
        PlaceContext place = item.place();
        if (place == null) {
            return null;
        }
        return place.identifier() == null ? "" : Names.name(place.identifier());
    }
}
