package io.otter.node.schema;

import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.LoggedTable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what the source's tables are now against what its log says of them. */
final class PresentTables {
    private static final Logger LOG = LoggerFactory.getLogger(PresentTables.class);

    private final String canal;
    private final LiveSource live;
    private final ServerDefaults server;
    private final UnloggedChanges unlogged;

    PresentTables(String canal, LiveSource live, ServerDefaults server) {
        this.canal = canal;
        this.live = live;
        this.server = server;
        unlogged = new UnloggedChanges(live);
    }

    /**
     * A table as it is now.
     *
     * @param table null when rows at the place in question do not fit it
     * @param doubt why it may have been another one there; empty when it cannot
     */
    record Present(@Nullable TableState table, String doubt) {}

    /** Whether rows of the logged table are rows of the known one, as far as the log tells. */
    boolean fit(TableState known, LoggedTable logged) {
        return LoggedColumns.fit(known, logged, server);
    }

    /** What the log itself tells; today's table adds other unique keys and the exact types if it has the same columns still. */
    TableState told(LoggedTable logged) throws IOException {
        TableState today = LiveTables.read(live, logged.schema(), logged.table());
        return today != null && fit(today, logged) ? today : LoggedColumns.table(logged);
    }

    /** The known table, which rows of the logged one fit, and why it may still be another one there. */
    Present checked(BinlogPosition at, LoggedTable logged, TableState known) throws IOException, InterruptedException {
        boolean changed = !logged.isComplete() && unlogged.include(at, logged, known);
        return changed
                ? new Present(
                        LiveTables.read(live, logged.schema(), logged.table()),
                        "it was changed by a session that does not log, nobody knows before which rows")
                : new Present(known, "");
    }

    /** The table, if it is what it was; null when that is not known. */
    @Nullable
    TableState unchangedSince(BinlogPosition at, TableName name) throws IOException, InterruptedException {
        TableState found = LiveTables.read(live, name.schema(), name.table());
        if (found != null) {
            for (LoggedDdl ddl : live.ddlSince(at)) {
                if (SchemaState.touches(ddl, name.schema(), name.table())) {
                    return null;
                }
            }
        }
        return found;
    }

    Present find(BinlogPosition at, LoggedTable logged) throws IOException, InterruptedException {
        String schema = logged.schema();
        String table = logged.table();
        TableState found = LiveTables.read(live, schema, table);
        if (found == null || !fit(found, logged)) {
            return new Present(null, found == null ? "it no longer exists" : "it has other columns now");
        }
        for (LoggedDdl ddl : live.ddlSince(at)) {
            if (SchemaState.touches(ddl, schema, table)) {
                return new Present(found, "it was changed later, at " + ddl.at());
            }
        }
        LOG.info("canal {}: columns of {}.{} at {} are those of today", canal, schema, table, at);
        return new Present(found, "");
    }
}
