package io.otter.node.schema;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.BinlogPosition.Relation;
import io.otter.database.TableName;
import io.otter.node.binlog.LogAhead;
import io.otter.node.binlog.LoggedDdl;
import java.util.List;

/** Which tables the log goes on to change after a place that is being read. One thread at a time. */
public final class LaterChanges {
    private final LogAhead log;
    private List<LoggedDdl> ahead = List.of();

    public LaterChanges(LogAhead log) {
        this.log = log;
    }

    /** Reads up to the present end of the log. @param from at or after that of earlier calls, and before any place that is asked for */
    public void read(BinlogPosition from) throws InterruptedException {
        ahead = log.after(from);
    }

    /** Whether a statement after the place may have changed the table's columns or keys, made it, dropped it, or given it another name. */
    public boolean include(TableName table, BinlogPosition at) {
        return !ahead.isEmpty()
                && ahead.stream()
                        .anyMatch(ddl -> at.to(ddl.at()) == Relation.BEFORE
                                && SchemaState.touches(ddl, table.schema(), table.table()));
    }
}
