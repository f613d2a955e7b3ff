package io.otter.node.pipeline;

import io.otter.common.position.BinlogPosition;
import io.otter.database.control.ControlTable;
import io.otter.database.control.HeartbeatTable;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.LoggedTable;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.binlog.SourceSchemas;
import io.otter.node.binlog.TableSchema;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of a source, and that of its heartbeats, which needs no history. Rows of a table of that name that looks
 * otherwise are left out.
 */
record HeartbeatSchemas(SourceSchemas others) implements SourceSchemas {
    private static final TableSchema HEARTBEAT = new TableSchema(
            ControlTable.SCHEMA,
            ControlTable.HEARTBEAT.table().table(),
            List.of(bigint(HeartbeatTable.PIPELINE_ID), bigint(HeartbeatTable.AT_MILLIS)),
            List.of(0),
            List.of());

    private static Column bigint(String name) {
        return new Column(name, "bigint", "bigint(20)", false, false, false, null, null, List.of());
    }

    @Override
    public void begin(BinlogPosition at, LiveSource live) throws IOException, InterruptedException {
        others.begin(at, live);
    }

    @Override
    public @Nullable TableSchema find(BinlogPosition at, LoggedTable logged) throws IOException, InterruptedException {
        if (!HeartbeatTable.is(logged.schema(), logged.table())) {
            return others.find(at, logged);
        }
        return logged.isOfBigints(HEARTBEAT.columns().size()) ? HEARTBEAT : null;
    }

    @Override
    public List<String> tablesOf(String schema) {
        return others.tablesOf(schema);
    }

    @Override
    public Followed apply(LoggedDdl ddl) throws IOException, InterruptedException {
        return others.apply(ddl);
    }

    @Override
    public @Nullable SchemaNews news(BinlogPosition end) {
        return others.news(end);
    }
}
