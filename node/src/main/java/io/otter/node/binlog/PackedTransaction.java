package io.otter.node.binlog;

import com.github.luben.zstd.ZstdInputStream;
import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A transaction that MySQL packed into one event. Replaces canal's TransactionPayloadLogEvent, which makes room for as many bytes
 * as the event says before it looks whether they are there. Format: {@code mysql::binlog::event::codecs}, fields of type, length
 * and value up to a mark, then the events.
 *
 * @param bytes what is packed is at their end, before {@code end}
 */
record PackedTransaction(byte[] bytes, int length, int end, boolean byZstd) {
    private static final int END_OF_FIELDS = 0;
    private static final int PAYLOAD_SIZE = 1;
    private static final int COMPRESSION = 2;
    private static final int ZSTD = 0;
    private static final int NONE = 255;

    /** @throws IOException if it is cut short, or packed in another way */
    static PackedTransaction of(BinlogEvent event) throws IOException {
        LogBuffer body = event.body();
        long length = 0;
        long compression = NONE;
        for (long field = body.getPackedLong(); field != END_OF_FIELDS; field = body.getPackedLong()) {
            long size = body.getPackedLong();
            if (size < 0 || size > body.remaining()) {
                throw new IOException("a field of a compressed transaction is cut short");
            }
            if (field == PAYLOAD_SIZE) {
                length = body.getPackedLong();
            } else if (field == COMPRESSION) {
                compression = body.getPackedLong();
            } else {
                body.forward((int) size);
            }
        }
        if (compression != ZSTD && compression != NONE) {
            throw new IOException("a transaction is compressed in an unknown way: " + compression);
        }
        if (length < 0 || length > body.remaining()) {
            throw new IOException("a compressed transaction of " + length + " bytes is cut short");
        }
        return new PackedTransaction(
                event.bytes(), (int) length, event.length() - body.remaining() + (int) length, compression == ZSTD);
    }

    /** Its events, one after the other. Streamed, so that memory holds one of them instead of all. */
    InputStream events() throws IOException {
        InputStream packed = new ByteArrayInputStream(bytes, end - length, length);
        return byZstd ? new ZstdInputStream(packed) : packed;
    }
}
