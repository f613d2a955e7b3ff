package io.otter.node.sql;

import io.otter.database.TableName;
import java.util.List;

/** What a statement does to the definitions of tables and databases. Names have their schema; it may be empty. */
public sealed interface SqlStatement {
    /** @param fromQuery whether it takes more columns from a query */
    record CreateTable(
            TableName table,
            boolean ifNotExists,
            List<DefinedColumn> columns,
            List<DefinedKey> keys,
            TextDefaults defaults,
            boolean fromQuery)
            implements SqlStatement {
        public CreateTable {
            columns = List.copyOf(columns);
            keys = List.copyOf(keys);
        }
    }

    record CreateTableLike(TableName table, TableName like, boolean ifNotExists) implements SqlStatement {}

    record AlterTable(TableName table, List<AlterAction> actions) implements SqlStatement {
        public AlterTable {
            actions = List.copyOf(actions);
        }

        /** The columns that it adds, if it does nothing else; otherwise empty. */
        List<String> addedColumns() {
            List<String> added = actions.stream()
                    .filter(AlterAction.AddColumn.class::isInstance)
                    .map(action -> ((AlterAction.AddColumn) action).column().name())
                    .toList();
            return added.size() == actions.size() ? added : List.of();
        }
    }

    /** One after the other. */
    record RenameTables(List<Rename> renames) implements SqlStatement {
        public RenameTables {
            renames = List.copyOf(renames);
        }
    }

    record Rename(TableName from, TableName to) {}

    record DropTables(List<TableName> tables) implements SqlStatement {
        public DropTables {
            tables = List.copyOf(tables);
        }
    }

    record CreateIndex(TableName table, DefinedKey key, boolean conditional) implements SqlStatement {}

    record DropIndex(TableName table, String key) implements SqlStatement {}

    record Truncate(TableName table) implements SqlStatement {}

    record CreateView(TableName view) implements SqlStatement {}

    record DropViews(List<TableName> views) implements SqlStatement {
        public DropViews {
            views = List.copyOf(views);
        }
    }

    /**
     * @param options other than the defaults, as they are written
     * @param replaces whether a database of the name that was there is dropped
     */
    record CreateDatabase(String schema, TextDefaults defaults, String options, boolean ifNotExists, boolean replaces)
            implements SqlStatement {}

    /** @param options other than the defaults, as they are written */
    record AlterDatabase(String schema, TextDefaults defaults, String options) implements SqlStatement {}

    record DropDatabase(String schema) implements SqlStatement {}

    /** A statement that changes no definition of a table, view or database, or one of a temporary table. */
    record Other() implements SqlStatement {}
}
