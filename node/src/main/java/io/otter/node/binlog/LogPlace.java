package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.GtidSet;
import io.otter.common.position.LogStamp;

/** The reader's place: the end of the last complete transaction. Survives reconnections. Single-threaded. */
final class LogPlace {
    private final SourceServer server;
    private final GtidSet gtids;
    private String file;
    private long offset;
    private String gtid = "";
    private long commitMillis;
    private LogStamp stamp;
    private BinlogPosition position;
    private byte[] event = {};
    private int eventSize;

    LogPlace(SourceServer server, BinlogPosition start) {
        this.server = server;
        this.gtids = new GtidSet(server.mariadb(), start.gtidSet());
        this.file = start.file();
        this.offset = start.offset();
        this.commitMillis = start.timestampMillis();
        this.stamp = start.stamp();
        this.position = snapshot(start.timestampMillis());
    }

    /** The event, as the log has it, that is about to be handled. */
    void reading(byte[] bytes, int size) {
        event = bytes;
        eventSize = size;
    }

    /** @param seconds when the file was begun that the next events are from */
    void fileBegan(long seconds) {
        if (seconds != 0) {
            stamp = stamp.inFile(seconds);
        }
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
            stamp = stamp.afterTransaction(gtid);
            gtid = "";
        }
        if (end > offset) {
            offset = end;
            stamp = eventSize < BinlogEvent.HEADER
                    ? stamp.afterUnknownEvent()
                    : stamp.afterEvent(eventSize, BinlogEvent.hash(event, eventSize));
        }
        position = snapshot(commitMillis);
    }

    /** Events between transactions only move the offset, so that reading can resume after them. */
    void advance(long end) {
        if (end > offset) {
            offset = end;
            stamp = stamp.afterUnknownEvent();
            position = snapshot(position.timestampMillis());
        }
    }

    /** A place inside the current transaction; it serves as an identifier, not as a place to resume from. */
    BinlogPosition within(long end) {
        return new BinlogPosition(file, Math.max(end, offset + 1), position.gtidSet(), server.uuid(), commitMillis);
    }

    boolean passive(int type) {
        return type == BinlogEvent.PREVIOUS_GTIDS || type == BinlogEvent.MARIADB_GTID_LIST;
    }

    /** Returns whether the file has changed. */
    boolean rotate(String newFile, long newOffset) {
        if (newFile.equals(file)) {
            return false;
        }
        file = newFile;
        offset = newOffset;
        stamp = stamp.inFile(0).afterUnknownEvent();
        position = snapshot(position.timestampMillis());
        return true;
    }

    private BinlogPosition snapshot(long millis) {
        return new BinlogPosition(file, offset, server.gtid() ? gtids.toString() : "", server.uuid(), millis, stamp);
    }
}
