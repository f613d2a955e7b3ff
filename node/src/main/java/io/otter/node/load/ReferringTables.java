package io.otter.node.load;

import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows a target's tables by what their foreign keys refer to. Looks again after a minute. One thread at a time. */
final class ReferringTables {
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

    private final TableCatalog catalog = new TableCatalog();
    private final Map<TableName, List<TableMeta>> known = new HashMap<>();
    private long sinceNanos = System.nanoTime();

    /** The tables with a foreign key to this one. */
    List<TableMeta> to(Connection connection, TableName parent) throws SQLException {
        long now = System.nanoTime();
        if (now - sinceNanos > FRESH_NANOS) {
            known.clear();
            sinceNanos = now;
        }
        List<TableMeta> tables = known.get(parent);
        if (tables == null) {
            tables = catalog.referring(connection, parent);
            known.put(parent, tables);
        }
        return tables;
    }
}
