package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.GtidSet;

/** Where the reader is: the end of the last whole transaction. Survives reconnections. One thread uses it. */
final class LogPlace {
    private final SourceServer server;
    private final GtidSet gtids;
    private String file;
    private long offset;
    private String gtid = "";
    private long commitMillis;
    private BinlogPosition position;

    LogPlace(SourceServer server, BinlogPosition start) {
        this.server = server;
        this.gtids = new GtidSet(server.mariadb(), start.gtidSet());
        this.file = start.file();
        this.offset = start.offset();
        this.commitMillis = start.timestampMillis();
        this.position = snapshot(start.timestampMillis());
    }

    BinlogPosition position() {
        return position;
    }

    String gtid() {
        return gtid;
    }

    long commitMillis() {
        return commitMillis;
    }

    void begin(String newGtid, long millis) {
        gtid = newGtid;
        commitMillis = millis;
    }

    void commitMillis(long millis) {
        // A GTID event has said it more exactly.
        if (gtid.isEmpty()) {
            commitMillis = millis;
        }
    }

    /** A transaction has ended at {@code end}. */
    void end(long end) {
        if (!gtid.isEmpty()) {
            gtids.add(gtid);
            gtid = "";
        }
        offset = Math.max(offset, end);
        position = snapshot(commitMillis);
    }

    /** Events between transactions move the offset only, so that reading can begin after them. */
    void advance(long end) {
        if (end > offset) {
            offset = end;
            position = snapshot(position.timestampMillis());
        }
    }

    /** A place inside the transaction that is being read; a name for it, nothing to read on from. */
    BinlogPosition within(long end) {
        return new BinlogPosition(file, Math.max(end, offset + 1), position.gtidSet(), server.uuid(), commitMillis);
    }

    boolean passive(int type) {
        return type == BinlogEvent.FORMAT_DESCRIPTION
                || type == BinlogEvent.PREVIOUS_GTIDS
                || type == BinlogEvent.MARIADB_GTID_LIST;
    }

    /** True when the file is another than before. */
    boolean rotate(String newFile, long newOffset) {
        if (newFile.equals(file)) {
            return false;
        }
        file = newFile;
        offset = newOffset;
        position = snapshot(position.timestampMillis());
        return true;
    }

    private BinlogPosition snapshot(long millis) {
        return new BinlogPosition(file, offset, server.gtid() ? gtids.toString() : "", server.uuid(), millis);
    }
}
