package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queries the server that is being read, with a new connection each time. */
final class LiveConnection implements LiveSource {
    private final SourceServer server;
    private final StartLocator.Connector connector;

    LiveConnection(SourceServer server, StartLocator.Connector connector) {
        this.server = server;
        this.connector = connector;
    }

    @Override
    public boolean isMariadb() {
        return server.mariadb();
    }

    @Override
    public BinlogPosition end() throws IOException {
        try (BinlogConnection connection = connector.open()) {
            return connection.end();
        }
    }

    @Override
    public List<List<@Nullable String>> query(String sql) throws IOException {
        try (BinlogConnection connection = connector.open()) {
            return connection.query(sql);
        }
    }

    @Override
    public List<LoggedDdl> ddlSince(BinlogPosition from) throws IOException, InterruptedException {
        try (BinlogConnection connection = connector.open()) {
            return LogWalk.ddl(connection, from, null);
        }
    }

    @Override
    public List<LoggedDdl> ddlBetween(BinlogPosition from, BinlogPosition to) throws IOException, InterruptedException {
        try (BinlogConnection connection = connector.open()) {
            return LogWalk.ddl(connection, from, to);
        }
    }
}
