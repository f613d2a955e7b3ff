package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.GtidSet;
import io.otter.common.position.LogStamp;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Resolves a {@link StartPosition} to a position in a server's log. */
final class StartLocator {
    /** Opens another connection to the same server. */
    interface Connector {
        BinlogConnection open() throws IOException;
    }

    private final BinlogConnection connection;
    private final Connector connector;

    StartLocator(BinlogConnection connection, Connector connector) {
        this.connection = connection;
        this.connector = connector;
    }

    BinlogPosition locate(StartPosition start) throws IOException, InterruptedException {
        if (start instanceof StartPosition.FileOffset place) {
            return at(place.file(), place.offset(), 0);
        }
        if (start instanceof StartPosition.Gtid gtid) {
            if (!connection.server().gtid()) {
                throw new OtterException(
                        ErrorCode.BINLOG_UNSUPPORTED,
                        "the source " + connection.address() + " writes no GTIDs; start from a file and offset.");
            }
            return new BinlogPosition("", 0, gtid.gtid(), "", 0);
        }
        if (start instanceof StartPosition.Timestamp time) {
            return timestamp(time.timestamp());
        }
        return start instanceof StartPosition.Latest ? latest() : at(logs().get(0), 4, 0);
    }

    private BinlogPosition latest() throws IOException, InterruptedException {
        List<List<@Nullable String>> rows = connection.query(connection.server().statusQuery());
        if (rows.isEmpty()) {
            throw new OtterException(
                    ErrorCode.BINLOG_DISABLED, "the source " + connection.address() + " writes no binary log.");
        }
        List<@Nullable String> row = rows.get(0);
        // The GTID set in this row may lack transactions before the offset: they are added only after their commit.
        return at(text(row.get(0)), Long.parseLong(text(row.get(1))), 0);
    }

    private List<String> logs() throws IOException {
        return connection.query("SHOW BINARY LOGS").stream()
                .map(row -> text(row.get(0)))
                .toList();
    }

    /** The position, with the GTID set of the transactions before it. */
    private BinlogPosition at(String file, long offset, long millis) throws IOException, InterruptedException {
        LogStamp stamp = LogStamp.NONE.inFile(created(file) / 1000);
        return new BinlogPosition(
                file, offset, gtids(file, offset), connection.server().uuid(), millis, stamp);
    }

    /** The transactions before a log file; empty if the server writes no GTIDs. */
    String gtidsBefore(String file) throws IOException, InterruptedException {
        return gtids(file, 4);
    }

    /** The transactions before a place; empty if the server writes no GTIDs. */
    String gtids(String file, long offset) throws IOException, InterruptedException {
        SourceServer server = connection.server();
        if (server.mariadb() && offset <= LogOffsets.LARGEST_TOLD) {
            return mariadbGtids(file, offset);
        }
        return server.gtid() ? walkedGtids(file, offset) : "";
    }

    private String mariadbGtids(String file, long offset) throws IOException {
        return connection.value("SELECT BINLOG_GTID_POS('" + file.replace("'", "") + "', " + offset + ")");
    }

    private String walkedGtids(String file, long offset) throws IOException, InterruptedException {
        boolean mariadb = connection.server().mariadb();
        GtidSet tracker = new GtidSet(mariadb, mariadb ? mariadbGtids(file, 4) : "");
        try (BinlogConnection walker = connector.open()) {
            LogWalk.walk(walker, file, 4, (at, event, decoder) -> {
                if (event.type() == BinlogEvent.PREVIOUS_GTIDS && at.equals(file)) {
                    previousGtids(event.body(), tracker);
                }
                boolean before = at.equals(file) && event.end() <= offset && offset > 4;
                if (before && event.type() == (mariadb ? BinlogEvent.MARIADB_GTID : BinlogEvent.MYSQL_GTID)) {
                    tracker.add(EventDecoder.gtid(event));
                }
                return before || event.type() == BinlogEvent.FORMAT_DESCRIPTION;
            });
        }
        return tracker.toString();
    }

    private static void previousGtids(LogBuffer body, GtidSet tracker) {
        long uuids = body.getLong64();
        for (long i = 0; i < uuids; i++) {
            UUID uuid = new UUID(body.getBeLong64(), body.getBeLong64());
            long intervals = body.getLong64();
            for (long j = 0; j < intervals; j++) {
                long first = body.getLong64();
                tracker.add(uuid + ":" + first + "-" + (body.getLong64() - 1));
            }
        }
    }

    /** The end of the last transaction before the first one committed at or after {@code millis}. */
    private BinlogPosition timestamp(long millis) throws IOException, InterruptedException {
        List<String> logs = logs();
        int first = logs.size() - 1;
        while (first > 0 && created(logs.get(first)) >= millis) {
            first--;
        }
        String[] file = {logs.get(first)};
        long[] offset = {4};
        boolean[] found = {false};
        boolean[] open = {false};
        long second = millis / 1000 * 1000;
        try (BinlogConnection walker = connector.open()) {
            LogWalk.walk(walker, logs.get(first), 4, (at, event, decoder) -> {
                boolean ends = event.type() == BinlogEvent.XID
                        || event.type() == BinlogEvent.QUERY
                        || event.type() == BinlogEvent.XA_PREPARE;
                if (!at.equals(file[0])) {
                    file[0] = at;
                    offset[0] = 4;
                }
                if (ends && event.timestampMillis() >= second) {
                    found[0] = true;
                    return false;
                }
                if (event.type() == BinlogEvent.QUERY) {
                    LoggedStatement.Kind kind =
                            LoggedStatement.of(decoder.query(event).sql()).kind();
                    open[0] = kind == LoggedStatement.Kind.BEGIN || kind == LoggedStatement.Kind.XA_START;
                } else if (ends) {
                    open[0] = false;
                }
                if (ends && !open[0]) {
                    offset[0] = event.end();
                }
                return true;
            });
        }
        return found[0] ? at(file[0], offset[0], 0) : latest();
    }

    private long created(String file) throws IOException, InterruptedException {
        long[] millis = {0};
        try (BinlogConnection walker = connector.open()) {
            LogWalk.walk(walker, file, 4, (at, event, decoder) -> {
                millis[0] = Math.max(millis[0], event.timestampMillis());
                return event.timestampMillis() == 0;
            });
        }
        return millis[0];
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
