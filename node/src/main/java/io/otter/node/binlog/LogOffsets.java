package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;

/**
 * Where the events of a stream end in their file. Headers tell only the lower 32 bits of it, and a file gets longer than
 * 4 GiB by one large transaction, since it ends between two. Must see every event. Single-threaded.
 */
final class LogOffsets {
    /** The largest offset that a header or a dump command can tell. */
    static final long LARGEST_TOLD = 0xffffffffL;

    /** What seems to lie behind is so little ahead: an event has at most 1 GiB, and some servers leave a few out. */
    private static final long NEAR = 1L << 31;

    private long end;

    /** The offset after the event; 0 if its header has none, as inside of a compressed or cached transaction. */
    long after(byte[] event, int size) {
        int type = BinlogEvent.type(event);
        long told = BinlogEvent.toldEnd(event);
        if (type == BinlogEvent.ROTATE) {
            end = new LogBuffer(event, BinlogEvent.HEADER, size - BinlogEvent.HEADER).getLong64();
            return told;
        }
        // The description of the file comes first, wherever in it reading begins.
        boolean untold = told == 0 && (end + size & LARGEST_TOLD) != 0;
        if (untold || type == BinlogEvent.FORMAT_DESCRIPTION) {
            return told;
        }
        long whole = end & ~LARGEST_TOLD | told;
        long leftOut = told - (end + size) & LARGEST_TOLD;
        if (whole < end && leftOut < NEAR) {
            whole += LARGEST_TOLD + 1;
        }
        // A heartbeat and what the server has put in are at no place of their own.
        if (whole > end && !BinlogEvent.isHeartbeat(event) && !BinlogEvent.isArtificial(event)) {
            end = whole;
        }
        return whole;
    }
}
