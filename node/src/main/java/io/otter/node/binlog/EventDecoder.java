package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import com.taobao.tddl.dbsync.binlog.LogContext;
import com.taobao.tddl.dbsync.binlog.LogDecoder;
import com.taobao.tddl.dbsync.binlog.LogEvent;
import com.taobao.tddl.dbsync.binlog.LogPosition;
import com.taobao.tddl.dbsync.binlog.event.FormatDescriptionLogEvent;
import com.taobao.tddl.dbsync.binlog.event.RotateLogEvent;
import io.otter.node.sql.OracleTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Decodes fetched bytes into events, keeping track of the file, the checksum and compressed transactions. Control
 * events are decoded by canal's {@link LogDecoder}; tables and rows are left to {@link TableMap} and
 * {@link RowDecoder}, because canal's decoders fail on metadata and types they do not know. Single-threaded.
 */
final class EventDecoder {
    /** Receives events in log order. */
    interface Handler {
        void handle(BinlogEvent event) throws IOException, InterruptedException;
    }

    private static final int CHECKSUM = 4;
    /** Flags of MariaDB's GTID event. */
    private static final int GROUP_COMMIT = 2;

    private static final int XA = 64 | 128;
    /** More flags of it. */
    private static final int START_ALTER = 2;

    private static final int ROLLBACK_ALTER = 8;
    private static final byte[] BEGIN = {'B', 'E', 'G', 'I', 'N'};

    private final LogDecoder decoder = new LogDecoder(LogEvent.UNKNOWN_EVENT, LogEvent.ENUM_END_EVENT);
    private final LogContext context = new LogContext();
    private final Collations collations;
    private boolean checksum;

    /** @param collations of the server that wrote the log */
    EventDecoder(String file, long offset, boolean checksum, Collations collations) {
        this.checksum = checksum;
        this.collations = collations;
        context.setLogPosition(new LogPosition(file, offset));
        context.setFormatDescription(new FormatDescriptionLogEvent(
                4, checksum ? LogEvent.BINLOG_CHECKSUM_ALG_CRC32 : LogEvent.BINLOG_CHECKSUM_ALG_OFF));
    }

    /**
     * Passes on the event; for a compressed transaction, each event inside it first and then the event itself.
     *
     * @param size of the event in {@code bytes}, which may be longer
     * @param end the offset after the event in its file
     */
    void decode(byte[] bytes, int size, long end, Handler handler) throws IOException, InterruptedException {
        BinlogEvent event = BinlogEvent.of(bytes, size, checksum ? CHECKSUM : 0, end);
        if (event.type() == BinlogEvent.FORMAT_DESCRIPTION) {
            FormatDescriptionLogEvent description = (FormatDescriptionLogEvent) control(event);
            checksum = description.getHeader().getChecksumAlg() == LogEvent.BINLOG_CHECKSUM_ALG_CRC32;
        } else if (event.type() == BinlogEvent.PAYLOAD) {
            unpack(event, handler);
        } else if (event.type() == BinlogEvent.COMPRESSED_QUERY) {
            handler.handle(uncompressQuery(event));
            return;
        }
        handler.handle(event);
    }

    /** Whether a query event is the BEGIN before rows; compares bytes, since half of a busy log's events are these. */
    static boolean isBegin(BinlogEvent event) {
        int start = queryStart(event);
        return event.length() - start == BEGIN.length
                && Arrays.equals(event.bytes(), start, event.length(), BEGIN, 0, BEGIN.length);
    }

    LoggedQuery query(BinlogEvent event) {
        QueryStatus status = QueryStatus.of(event);
        LogBuffer body = event.body();
        long session = body.getUint32(0);
        int errorCode = body.getUint16(9);
        int schemaLength = body.getUint8(8);
        int start = queryStart(event);
        String schema = new String(event.bytes(), start - 1 - schemaLength, schemaLength, StandardCharsets.UTF_8);
        String plain = PlainSql.of(text(event, start, status), status);
        String sql = SetStatement.without(status.hasTypesOfOracle() ? OracleTypes.respelled(plain) : plain);
        return new LoggedQuery(session, schema, sql, event.timestampMillis() / 1000, errorCode, status);
    }

    /** The text in the character set of the session that ran it, which canal's decoder does not know for every collation. */
    private String text(BinlogEvent event, int start, QueryStatus status) {
        String charset = collations.charset(status.collation(QueryStatus.Item.CLIENT));
        if (charset != null && !charset.equals("binary")) {
            try {
                return Charsets.decode(charset, event.bytes(), start, event.length());
            } catch (IllegalArgumentException e) {
                // Bytes that are no text, in a literal say: the rest can still be read.
            }
        }
        return new String(event.bytes(), start, event.length() - start, StandardCharsets.UTF_8);
    }

    RotateLogEvent rotate(BinlogEvent event) throws IOException {
        return (RotateLogEvent) control(event);
    }

    /** The GTID in the server's notation; empty for anonymous transactions. */
    static String gtid(BinlogEvent event) {
        LogBuffer body = event.body();
        if (event.type() == BinlogEvent.MARIADB_GTID) {
            long sequence = body.getLong64();
            return body.getUint32() + "-" + event.serverId() + "-" + Long.toUnsignedString(sequence);
        }
        if (event.type() != BinlogEvent.MYSQL_GTID) {
            return "";
        }
        body.forward(1);
        UUID uuid = new UUID(body.getBeLong64(), body.getBeLong64());
        return uuid + ":" + body.getLong64();
    }

    /**
     * Whether a GTID event begins a part of MariaDB's ALTER in two phases that changes nothing: its start, or its end
     * without success. The statement is there again when it takes effect.
     */
    static boolean isIneffectiveAlter(BinlogEvent event) {
        if (event.type() != BinlogEvent.MARIADB_GTID) {
            return false;
        }
        LogBuffer body = event.body();
        int flags = body.getUint8(12);
        int at = 13 + ((flags & GROUP_COMMIT) == 0 ? 0 : 8);
        if ((flags & XA) != 0 || at >= body.remaining()) {
            return false;
        }
        return (body.getUint8(at) & (START_ALTER | ROLLBACK_ALTER)) != 0;
    }

    /** The commit time: microseconds in the GTID event of MySQL 8, elsewhere the event's timestamp in whole seconds. */
    static long commitMillis(BinlogEvent event) {
        int at = 1 + 16 + 8;
        LogBuffer body = event.body();
        if (event.type() == BinlogEvent.MARIADB_GTID || body.remaining() < at + 1 + 16 + 7 || body.getUint8(at) != 2) {
            return event.timestampMillis();
        }
        return (body.getUlong56(at + 17) & ~(1L << 55)) / 1000;
    }

    /** The commit time at the server where the transaction was made; see {@link #commitMillis}. */
    static long originalCommitMillis(BinlogEvent event) {
        int at = 1 + 16 + 8 + 17;
        LogBuffer body = event.body();
        boolean replicated = commitMillis(event) != event.timestampMillis()
                && body.remaining() >= at + 14
                && (body.getUlong56(at) & 1L << 55) != 0;
        return replicated ? body.getUlong56(at + 7) / 1000 : commitMillis(event);
    }

    private LogEvent control(BinlogEvent event) throws IOException {
        LogEvent decoded = decoder.decode(new LogBuffer(event.bytes(), 0, event.size()), context);
        if (decoded == null) {
            throw new IOException("event of type " + event.type() + " is cut short");
        }
        return decoded;
    }

    private static void unpack(BinlogEvent outer, Handler handler) throws IOException, InterruptedException {
        try (InputStream in = PackedTransaction.of(outer).events()) {
            byte[] header = in.readNBytes(BinlogEvent.HEADER);
            while (header.length == BinlogEvent.HEADER) {
                long length = new LogBuffer(header, 0, header.length).getUint32(9);
                if (length < BinlogEvent.HEADER || length > Integer.MAX_VALUE - Long.BYTES) {
                    throw new IOException("a compressed transaction has an event of " + length + " bytes");
                }
                // Memory grows with what is there, not with what the length says.
                byte[] rest = in.readNBytes((int) length - BinlogEvent.HEADER);
                if (rest.length != length - BinlogEvent.HEADER) {
                    throw new IOException("a compressed transaction is cut short");
                }
                byte[] event = Arrays.copyOf(header, (int) length);
                System.arraycopy(rest, 0, event, BinlogEvent.HEADER, rest.length);
                handler.handle(BinlogEvent.of(event, event.length, 0, outer.end()));
                header = in.readNBytes(BinlogEvent.HEADER);
            }
        }
    }

    private BinlogEvent uncompressQuery(BinlogEvent event) throws IOException {
        byte[] bytes = event.bytes();
        int start = queryStart(event);
        byte[] query = MariadbCompression.event(bytes, start, event.length());
        int tail = checksum ? CHECKSUM : 0;
        byte[] plain = Arrays.copyOf(bytes, start + query.length + tail);
        System.arraycopy(query, 0, plain, start, query.length);
        plain[4] = BinlogEvent.QUERY;
        for (int i = 0; i < 4; i++) {
            plain[9 + i] = (byte) (plain.length >>> (8 * i));
        }
        return BinlogEvent.of(plain, plain.length, tail, event.end());
    }

    /** Offset of the statement in a query event: after the header, the status variables and the schema name. */
    private static int queryStart(BinlogEvent event) {
        LogBuffer body = event.body();
        return BinlogEvent.HEADER + QueryStatus.postHeader(event) + body.getUint16(11) + body.getUint8(8) + 1;
    }
}
