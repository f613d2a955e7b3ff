package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * One event as received. Its byte array belongs to the reader and is reused once the event has been handled.
 *
 * @param type the server's event type number
 * @param timestampMillis the source's clock, in whole seconds
 * @param end the offset after the event in the file; 0 inside a compressed or cached transaction
 * @param bytes the event with its header; the array may be longer
 * @param size of the event with its checksum
 * @param length of the event without its checksum
 */
record BinlogEvent(int type, long timestampMillis, long serverId, long end, byte[] bytes, int size, int length) {
    static final int HEADER = 19;
    static final int QUERY = 2;
    static final int STOP = 3;
    static final int ROTATE = 4;
    static final int FORMAT_DESCRIPTION = 15;
    static final int XID = 16;
    /** LOAD DATA, logged as a statement. */
    static final int LOAD_QUERY = 18;

    static final int TABLE_MAP = 19;
    static final int INCIDENT = 26;
    static final int HEARTBEAT = 27;
    static final int MYSQL_GTID = 33;
    static final int ANONYMOUS_GTID = 34;
    static final int PREVIOUS_GTIDS = 35;
    static final int XA_PREPARE = 38;
    static final int PARTIAL_UPDATE_ROWS = 39;
    static final int PAYLOAD = 40;
    static final int HEARTBEAT_V2 = 41;
    static final int TAGGED_GTID = 42;
    static final int MARIADB_GTID = 162;
    static final int MARIADB_GTID_LIST = 163;
    static final int MARIADB_START_ENCRYPTION = 164;
    static final int COMPRESSED_QUERY = 165;

    private static final int FLAGS = 17;
    /** A checksum, and where there is none the id of the transaction that is committed. */
    private static final int TAIL = 12;

    private static final long UNSIGNED = 0xffffffffL;

    /** @param end the offset after the event, see {@link LogOffsets} */
    static BinlogEvent of(byte[] bytes, int size, int checksumLength, long end) {
        return new BinlogEvent(
                type(bytes), seconds(bytes) * 1000, uint32(bytes, 5), end, bytes, size, size - checksumLength);
    }

    /** For keeping it: its bytes belong to the reader. */
    BinlogEvent copy() {
        return new BinlogEvent(type, timestampMillis, serverId, end, Arrays.copyOf(bytes, size), size, length);
    }

    static int type(byte[] header) {
        return header[4] & 0xff;
    }

    /** The source's clock. */
    static long seconds(byte[] header) {
        return uint32(header, 0);
    }

    /** The lower 32 bits of the offset after the event; 0 if it does not tell. */
    static long toldEnd(byte[] header) {
        return uint32(header, 13);
    }

    /** Whether the server has put the event into the stream, and the file does not have it (LOG_EVENT_ARTIFICIAL_F). */
    static boolean isArtificial(byte[] header) {
        return (header[FLAGS] & 0x20) != 0;
    }

    private static long uint32(byte[] bytes, int at) {
        return int32(bytes, at) & UNSIGNED;
    }

    static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }

    /** The table id in a table map or rows event. */
    long tableId() {
        return uint32(bytes, HEADER) | (bytes[HEADER + 4] & 0xffL) << 32 | (bytes[HEADER + 5] & 0xffL) << 40;
    }

    /** Of the header and of the last bytes, where the checksum is: no two events of a log have the same. */
    static long hash(byte[] bytes, int size) {
        CRC32 hash = new CRC32();
        hash.update(bytes, 0, FLAGS);
        int tail = Math.min(TAIL, size - HEADER);
        hash.update(bytes, size - tail, tail);
        return hash.getValue();
    }

    /** Whether the statement uses temporary tables (LOG_EVENT_THREAD_SPECIFIC_F). */
    boolean usesTemporaryTables() {
        return (bytes[FLAGS] & 4) != 0;
    }

    /** The event without header and checksum. */
    LogBuffer body() {
        return new LogBuffer(bytes, HEADER, length - HEADER);
    }

    /** The kind of row change (0 insert, 1 update, 2 delete) for every version and compression; -1 for other events. */
    int rowsKind() {
        return rowsKind(type);
    }

    /** Whether the type is a rows event or a table map. */
    static boolean isOfRows(int type) {
        return type == TABLE_MAP || rowsKind(type) >= 0;
    }

    private static int rowsKind(int type) {
        return switch (type) {
            case 23, 30, 166, 169 -> 0;
            case 24, 31, 167, 170 -> 1;
            case 25, 32, 168, 171 -> 2;
            default -> -1;
        };
    }

    /** Whether this is a version 2 rows event, which has a longer post-header. */
    boolean rowsVersion2() {
        return type >= 30 && type <= 32 || type >= 169 && type <= 171;
    }

    boolean rowsCompressed() {
        return type >= 166 && type <= 171;
    }

    boolean heartbeat() {
        return isHeartbeat(type);
    }

    static boolean isHeartbeat(byte[] header) {
        return isHeartbeat(type(header));
    }

    private static boolean isHeartbeat(int type) {
        return type == HEARTBEAT || type == HEARTBEAT_V2;
    }
}
