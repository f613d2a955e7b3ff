package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.BinlogPosition.Relation;
import io.otter.common.position.GtidSet;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlParser;
import io.otter.node.sql.StatementKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        walk(decoder, connection.walk(file, offset), file, visitor);
    }

    private static void walk(EventDecoder decoder, EventFetcher fetcher, String file, Visitor visitor)
            throws IOException, InterruptedException {
        String[] at = {file};
        boolean[] goOn = {true};
        byte[] bytes = fetcher.next();
        while (bytes != null && goOn[0]) {
            if (!BinlogEvent.isOfRows(BinlogEvent.type(bytes))) {
                decoder.decode(bytes, fetcher.size(), fetcher.end(), event -> {
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

    /** The DDL after {@code from}, up to {@code to}, or up to the end. */
    static List<LoggedDdl> ddl(BinlogConnection connection, BinlogPosition from, @Nullable BinlogPosition to)
            throws IOException, InterruptedException {
        List<LoggedDdl> found = new ArrayList<>();
        boolean[] ineffective = {false};
        long[] end = {0};
        String uuid = connection.server().uuid();
        SqlParser parser = new SqlParser(connection.server().dialect());
        TemporaryTables temporary = new TemporaryTables();
        // Without those before, the GTIDs on the way say nothing.
        GtidSet gtids = from.gtidSet().isEmpty()
                ? null
                : new GtidSet(connection.server().mariadb(), from.gtidSet());
        Visitor visitor = (file, event, decoder) -> {
            // Inside of some transactions events do not tell where they end; a later place than the one before is
            // enough.
            end[0] = event.end() == 0 ? end[0] + 1 : event.end();
            if (to != null && new BinlogPosition(file, event.end(), "", uuid, 0).to(to) == Relation.AFTER) {
                return false;
            }
            if (gtids != null && (event.type() == BinlogEvent.MYSQL_GTID || event.type() == BinlogEvent.MARIADB_GTID)) {
                gtids.add(EventDecoder.gtid(event));
            }
            if (event.type() == BinlogEvent.MARIADB_GTID) {
                ineffective[0] = EventDecoder.isIneffectiveAlter(event);
            }
            if (event.type() == BinlogEvent.QUERY && !ineffective[0] && !EventDecoder.isBegin(event)) {
                LoggedQuery query = decoder.query(event);
                if (!LoggedStatement.of(query.sql()).mayDefine()) {
                    return true;
                }
                ParsedStatement names = parser.readNames(query.sql(), query.schema());
                if (changesTables(names) && !temporary.follow(query.session(), names, event.usesTemporaryTables())) {
                    found.add(new LoggedDdl(
                            new BinlogPosition(
                                    file, end[0], gtids == null ? "" : gtids.toString(), uuid, event.timestampMillis()),
                            query.schema(),
                            query.sql(),
                            parser.read(query.sql(), query.schema())));
                }
            }
            return true;
        };
        if (!from.file().isEmpty()
                && (from.sourceUuid().isEmpty() || from.sourceUuid().equals(uuid))) {
            walk(connection, from.file(), from.offset(), visitor);
        } else {
            EventDecoder decoder = new EventDecoder("", 4, connection.server().checksum(), connection.collations());
            walk(decoder, connection.walkGtid(from.gtidSet()), "", visitor);
        }
        return found;
    }

    private static boolean changesTables(ParsedStatement statement) {
        return statement.kind().ddl() != null || statement.kind() == StatementKind.DATABASE;
    }
}
