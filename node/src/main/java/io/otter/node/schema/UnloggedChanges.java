package io.otter.node.schema;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.BinlogPosition.Relation;
import io.otter.database.TableName;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.LoggedTable;
import io.otter.node.binlog.ServerErrorException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds tables that a session changed which does not log, where the log's types do not show it: columns that exchange
 * names, say. A server numbers a table anew when it opens it after a change; then what the table is now is compared with what
 * the log led to, unless that was done at a place of the log that is not reached yet, or the log still has a change of it.
 */
final class UnloggedChanges {
    private final LiveSource live;
    private final Map<TableName, Compared> compared = new HashMap<>();
    /** What was found in the log ahead of where it was read. */
    private List<LoggedDdl> ahead = List.of();

    /** @param end of the log when the table was still as it is known */
    private record Compared(long id, TableState known, BinlogPosition end) {
        boolean covers(BinlogPosition at, LoggedTable logged) {
            return id == logged.id() || end.to(at) == Relation.AFTER;
        }
    }

    UnloggedChanges(LiveSource live) {
        this.live = live;
    }

    /** Whether rows of the table may have other columns than is known, though as far as the log tells they fit. */
    boolean include(BinlogPosition at, LoggedTable logged, TableState known) throws IOException, InterruptedException {
        TableName name = new TableName(logged.schema(), logged.table());
        Compared last = compared.get(name);
        if (last != null && last.known().equals(known) && last.covers(at, logged)) {
            compared.put(name, new Compared(logged.id(), known, last.end()));
            return false;
        }
        if (changesLater(name, at)) {
            return false;
        }
        BinlogPosition end = live.end();
        @Nullable TableState today = LiveTables.read(live, name.schema(), name.table());
        if (today != null && !LoggedColumns.sameValues(today, known, logged)) {
            awaitLogged(name);
            ahead = live.ddlSince(at);
            return !changesLater(name, at);
        }
        compared.put(name, new Compared(logged.id(), known, end));
        return false;
    }

    /** A statement that is under way has locked the table until it is in the log. */
    private void awaitLogged(TableName table) throws IOException {
        try {
            live.query("SELECT 1 FROM " + table.quoted() + " LIMIT 0");
        } catch (ServerErrorException e) {
            // It is gone, or may not be read: then the log says what it says.
        }
    }

    private boolean changesLater(TableName table, BinlogPosition at) {
        return ahead.stream()
                .anyMatch(ddl ->
                        at.to(ddl.at()) == Relation.BEFORE && SchemaState.touches(ddl, table.schema(), table.table()));
    }
}
