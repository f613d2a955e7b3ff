package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.GtidSet;

/** The reader's place: the end of the last complete transaction. Survives reconnections. Single-threaded. */
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
        // The GTID event had a more precise time.
        if (gtid.isEmpty()) {
            commitMillis = millis;
        }
    }

    /** Records that a transaction ended at {@code end}. */
    void end(long end) {
        if (!gtid.isEmpty()) {
            gtids.add(gtid);
            gtid = "";
        }
        offset = Math.max(offset, end);
        position = snapshot(commitMillis);
    }

    /** Events between transactions only move the offset, so that reading can resume after them. */
    void advance(long end) {
        if (end > offset) {
            offset = end;
            position = snapshot(position.timestampMillis());
        }
    }

    /** A place inside the current transaction; it serves as an identifier, not as a place to resume from. */
    BinlogPosition within(long end) {
        return new BinlogPosition(file, Math.max(end, offset + 1), position.gtidSet(), server.uuid(), commitMillis);
    }

    boolean passive(int type) {
        return type == BinlogEvent.FORMAT_DESCRIPTION
                || type == BinlogEvent.PREVIOUS_GTIDS
                || type == BinlogEvent.MARIADB_GTID_LIST;
    }

    /** Returns whether the file has changed. */
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
