package io.otter.node.ddl;

import io.otter.arbitrate.ddl.DdlDoubt;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.node.sql.Filling;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Whether a statement would fill rows of the target with other values than the source's. Stateless. */
final class RowFilling {
    /** Why it would; empty if it would not. */
    Optional<String> doubt(Connection target, Filling filling, List<TableName> tables) throws SQLException {
        if (filling == Filling.SAME) {
            return Optional.empty();
        }
        for (TableName table : tables) {
            Optional<TableMeta> meta = new TableCatalog().find(target, table.schema(), table.table());
            // Rows are read in the order of the key that holds them; without one, in the order in which they came.
            boolean ordered = filling != Filling.OWN;
            boolean differs =
                    meta.isPresent() && (!ordered || meta.get().identity().isEmpty());
            if (differs && hasRows(target, table, ordered ? 2 : 1)) {
                return Optional.of(
                        switch (filling) {
                            case NUMBERS -> DdlDoubt.NUMBERS.say();
                            case FIRST -> DdlDoubt.REMOVES.say();
                            default -> DdlDoubt.FILLS.say();
                        });
            }
        }
        return Optional.empty();
    }

    private static boolean hasRows(Connection target, TableName table, int rows) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + table.quoted() + " LIMIT " + rows)) {
            int found = 0;
            while (row.next()) {
                found++;
            }
            return found == rows;
        }
    }
}
