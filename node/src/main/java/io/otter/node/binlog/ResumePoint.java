package io.otter.node.binlog;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.GtidSet;
import io.otter.common.position.LogStamp;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a server continues the log that a position was read from. The same server goes on at file and offset if
 * the event before them is still the one that was read; otherwise the GTIDs must show that its log holds everything up
 * to the position.
 */
final class ResumePoint {
    private final BinlogConnection connection;
    private final StartLocator.Connector another;
    private final String canal;
    private final ReaderId readerId;
    private final SourceServer server;

    ResumePoint(BinlogConnection connection, StartLocator.Connector another, String canal, ReaderId readerId)
            throws IOException {
        this.connection = connection;
        this.another = another;
        this.canal = canal;
        this.readerId = readerId;
        server = connection.server();
    }

    /**
     * A place in this server's log.
     *
     * @param byFile whether to ask the server for the file and offset, else for what is missing in the GTID set
     * @param begin where the first event is that the server will send
     */
    record Place(boolean byFile, BinlogPosition begin) {}

    /**
     * Where to go on.
     *
     * @throws OtterException BINLOG_OTHER_LOG if the position is not in this server's log, BINLOG_PURGED if the log has
     *     lost what follows
     */
    Place find(BinlogPosition from) throws IOException, InterruptedException {
        boolean gtids =
                server.gtid() && (from.file().isEmpty() || !from.gtidSet().isEmpty());
        boolean sameServer = !from.file().isEmpty()
                && (from.sourceUuid().isEmpty() || from.sourceUuid().equals(server.uuid()));
        if (sameServer) {
            PlaceCheck.Result place = new PlaceCheck(connection, another).check(from);
            if (place.isGood()) {
                return new Place(true, withGtids(from));
            }
            if (!gtids) {
                throw refused(place.code(), from, place.why());
            }
            checkGtids(from, place);
        } else if (!gtids) {
            throw refused(
                    ErrorCode.BINLOG_OTHER_LOG,
                    from,
                    "it was read from server " + from.sourceUuid() + ", this is " + server.uuid()
                            + ", and reading cannot be resumed by GTID");
        } else if (!from.file().isEmpty()) {
            checkGtids(from, null);
        }
        return new Place(false, firstOf(from));
    }

    /**
     * A position that was read while the server wrote no GTIDs has none, and the transactions before it could not be told from those
     * after it once it is resumed by GTID.
     */
    private BinlogPosition withGtids(BinlogPosition from) throws IOException, InterruptedException {
        if (!server.gtid() || server.mariadb() || !from.gtidSet().isEmpty()) {
            return from;
        }
        return new BinlogPosition(
                from.file(),
                from.offset(),
                new StartLocator(connection, another).gtids(from.file(), from.offset()),
                from.sourceUuid(),
                from.timestampMillis(),
                from.stamp());
    }

    /** @param place what is wrong with file and offset at the same server; null at another server */
    private void checkGtids(BinlogPosition from, PlaceCheck.@Nullable Result place)
            throws IOException, InterruptedException {
        GtidSet applied = set(from.gtidSet());
        GtidSet executed =
                set(connection.value("SELECT @@global." + (server.mariadb() ? "gtid_binlog_pos" : "gtid_executed")));
        if (!executed.contains(applied)) {
            if (place == null && isReplica()) {
                throw new OtterException(
                        ErrorCode.BINLOG_DISCONNECTED,
                        "canal " + canal + ": " + connection.address() + " has not received yet what was read of the"
                                + " log up to " + from + ".");
            }
            throw refused(ErrorCode.BINLOG_OTHER_LOG, from, "the server has executed " + executed + " only");
        }
        GtidSet purged = purged();
        if (!applied.contains(purged)) {
            throw refused(ErrorCode.BINLOG_PURGED, from, "transactions up to " + purged + " are purged");
        }
        if (place == null) {
            return; // another server may have committed the last transaction at another time
        }
        String last = from.stamp().gtid();
        if (last.isEmpty() ? !place.isPurged() : !purged.contains(set(last)) && !wasCommitted(last, from)) {
            throw refused(ErrorCode.BINLOG_OTHER_LOG, from, place.why());
        }
    }

    private GtidSet set(String text) {
        return new GtidSet(server.mariadb(), text);
    }

    private GtidSet purged() throws IOException {
        return set(
                server.mariadb()
                        ? connection.value("SELECT BINLOG_GTID_POS('" + logs().get(0) + "', 4)")
                        : connection.value("SELECT @@global.gtid_purged"));
    }

    /** Whether the transaction in this log is the one that was read. */
    private boolean wasCommitted(String gtid, BinlogPosition from) throws IOException, InterruptedException {
        StartLocator locator = new StartLocator(connection, another);
        List<String> logs = logs();
        int file = logs.size() - 1;
        while (file > 0 && set(locator.gtidsBefore(logs.get(file))).contains(set(gtid))) {
            file--;
        }
        String searched = logs.get(file);
        boolean[] same = {false};
        try (BinlogConnection walker = another.open()) {
            LogWalk.walk(walker, searched, 4, (at, event, decoder) -> {
                boolean found = (event.type() == BinlogEvent.MYSQL_GTID || event.type() == BinlogEvent.MARIADB_GTID)
                        && EventDecoder.gtid(event).equals(gtid);
                if (found) {
                    long millis = from.timestampMillis();
                    same[0] = EventDecoder.commitMillis(event) == millis
                            || EventDecoder.originalCommitMillis(event) == millis;
                }
                return !found && at.equals(searched);
            });
        }
        return same[0];
    }

    private List<String> logs() throws IOException {
        return connection.query("SHOW BINARY LOGS").stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private boolean isReplica() throws IOException {
        String query = server.mariadb()
                ? "SHOW ALL SLAVES STATUS"
                : server.atLeast(8, 2) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
        try {
            return !connection.query(query).isEmpty();
        } catch (IOException e) {
            if (FaultClassifier.classify(canal, e).code() == ErrorCode.DATABASE_PRIVILEGE) {
                return false;
            }
            throw e;
        }
    }

    private OtterException refused(ErrorCode code, BinlogPosition from, String why) {
        return new OtterException(
                code,
                "canal " + canal + " at " + connection.address() + " cannot go on after " + from + ": " + why + ".");
    }

    /** The file and offset of the first event that the server would send for this GTID set. */
    private BinlogPosition firstOf(BinlogPosition from) throws IOException, InterruptedException {
        try (BinlogConnection probe = another.open()) {
            EventDecoder decoder = new EventDecoder("", 4, probe.server().checksum(), probe.collations());
            EventFetcher fetcher = probe.dumpGtid(from.gtidSet(), readerId.value());
            BinlogPosition[] found = {null};
            String[] file = {""};
            byte[] bytes = fetcher.next();
            while (bytes != null) {
                decoder.decode(bytes, fetcher.size(), fetcher.end(), event -> {
                    if (event.type() == BinlogEvent.ROTATE) {
                        file[0] = decoder.rotate(event).getFilename();
                    } else if (event.heartbeat()) {
                        found[0] = at(file[0], event.end(), from, probe);
                    } else if (event.type() == BinlogEvent.MYSQL_GTID || event.type() == BinlogEvent.MARIADB_GTID) {
                        found[0] = at(file[0], event.end() - event.size(), from, probe);
                    }
                });
                if (found[0] != null) {
                    return found[0];
                }
                bytes = fetcher.next();
            }
        }
        throw new IOException("the source ended the stream");
    }

    private static BinlogPosition at(String file, long offset, BinlogPosition from, BinlogConnection server)
            throws IOException {
        LogStamp stamp = LogStamp.NONE.afterTransaction(from.stamp().gtid());
        return new BinlogPosition(file, offset, from.gtidSet(), server.server().uuid(), from.timestampMillis(), stamp);
    }
}
