package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a log from a given place to its current end, skipping rows. Needs a connection of its own. */
final class LogWalk {
    /** Visits an event that is neither a table map nor rows; returning false ends the walk. */
    interface Visitor {
        boolean visit(String file, BinlogEvent event, EventDecoder decoder) throws IOException;
    }

    private LogWalk() {}

    static void walk(BinlogConnection connection, String file, long offset, Visitor visitor)
            throws IOException, InterruptedException {
        // Before the dump: a dumping connection answers no queries.
        EventDecoder decoder =
                new EventDecoder(file, offset, connection.server().checksum(), connection.collations());
        EventFetcher fetcher = connection.walk(file, offset);
        String[] at = {file};
        boolean[] goOn = {true};
        byte[] bytes = fetcher.next();
        while (bytes != null && goOn[0]) {
            if (!BinlogEvent.isOfRows(BinlogEvent.type(bytes))) {
                decoder.decode(bytes, fetcher.size(), event -> {
                    if (event.type() == BinlogEvent.ROTATE) {
                        at[0] = decoder.rotate(event).getFilename();
                    } else if (goOn[0]) {
                        goOn[0] = visitor.visit(at[0], event, decoder);
                    }
                });
            }
            if (goOn[0]) {
                bytes = fetcher.next();
            }
        }
    }

    static List<LoggedDdl> ddlSince(BinlogConnection connection, BinlogPosition from)
            throws IOException, InterruptedException {
        List<LoggedDdl> found = new ArrayList<>();
        boolean[] ineffective = {false};
        String uuid = connection.server().uuid();
        walk(connection, from.file(), from.offset(), (file, event, decoder) -> {
            if (event.type() == BinlogEvent.MARIADB_GTID) {
                ineffective[0] = EventDecoder.isIneffectiveAlter(event);
            } else if (event.type() == BinlogEvent.QUERY && !ineffective[0] && !EventDecoder.isBegin(event)) {
                LoggedQuery query = decoder.query(event);
                LoggedStatement.Kind kind = LoggedStatement.of(query.sql()).kind();
                if (kind == LoggedStatement.Kind.DDL || kind == LoggedStatement.Kind.DDL_WITH_ROWS) {
                    found.add(new LoggedDdl(
                            new BinlogPosition(file, event.end(), "", uuid, event.timestampMillis()),
                            query.schema(),
                            query.sql()));
                }
            }
            return true;
        });
        return found;
    }
}
