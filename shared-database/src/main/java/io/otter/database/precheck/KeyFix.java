package io.otter.database.precheck;

import io.otter.database.SqlNames;
import io.otter.database.TableMeta;
import io.otter.database.UniqueKey;
import java.util.List;
import java.util.Optional;

/** Builds the statement that gives a table a key. Stateless. */
final class KeyFix {
    private KeyFix() {}

    /** Makes the columns of an existing unique key NOT NULL, or else adds an AUTO_INCREMENT column. */
    static String of(TableMeta table) {
        String alter = "ALTER TABLE " + table.name().quoted();
        Optional<UniqueKey> nullable =
                table.uniqueKeys().stream().filter(UniqueKey::whole).findFirst();
        if (nullable.isPresent()) {
            List<String> changes = nullable.get().columns().stream()
                    .flatMap(column -> table.column(column).stream())
                    .map(column -> " MODIFY " + FixStatements.column(column, column.name(), false))
                    .toList();
            return alter + String.join(",", changes) + ";";
        }
        String name = "id";
        for (int i = 2; table.column(name).isPresent(); i++) {
            name = "id" + i;
        }
        return alter + " ADD COLUMN " + SqlNames.quote(name) + " bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY;";
    }
}
