package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import org.jspecify.annotations.Nullable;

/** Decodes a rows event into row changes, one at a time. Stateless. */
final class RowDecoder {
    /** Event flag: the last one of its statement. */
    private static final int END = 1;
    /** On MySQL and MariaDB: the session had foreign_key_checks = 0. */
    private static final int UNCHECKED = 2;
    /**
     * USE_SQL_FOREIGN_KEY_F of MySQL 9.6 and later: the server logs the effects of foreign keys as separate rows, so applying
     * this one must not trigger them again. A REPLACE of a parent, for example, leaves the children in place.
     */
    private static final int FOLLOWED = 16;

    private static final RowKind[] KINDS = {RowKind.INSERT, RowKind.UPDATE, RowKind.DELETE};

    /** Receives changes in log order. */
    interface Handler {
        void handle(RowChange change) throws InterruptedException;
    }

    private RowDecoder() {}

    /** The flags of a rows event. */
    static int flags(BinlogEvent event) {
        LogBuffer body = event.body();
        body.forward(6);
        return body.getUint16();
    }

    static boolean endsStatement(int flags) {
        return (flags & END) != 0;
    }

    /** Whether foreign keys were not checked, or the rows are what they have done. */
    static boolean isUnchecked(int flags) {
        return (flags & UNCHECKED) != 0;
    }

    /** Whether the log has what foreign keys do. */
    static boolean isFollowed(int flags) {
        return (flags & FOLLOWED) != 0;
    }

    /** @param foreignKeysOff whether the target must not enforce foreign keys for the rows */
    static void decode(BinlogEvent event, TableMap map, TableSchema schema, boolean foreignKeysOff, Handler handler)
            throws InterruptedException {
        LogBuffer body = event.body();
        body.forward(8);
        if (event.rowsVersion2()) {
            body.forward(body.getUint16() - 2);
        }
        int columns = (int) body.getPackedLong();
        RowKind kind = KINDS[event.rowsKind()];
        Bits first = Bits.next(body, columns);
        Bits second = kind == RowKind.UPDATE ? Bits.next(body, columns) : first;
        byte[] bytes = event.bytes();
        int origin = BinlogEvent.HEADER;
        if (event.rowsCompressed()) {
            bytes = MariadbCompression.event(bytes, BinlogEvent.HEADER + body.position(), event.length());
            body = new LogBuffer(bytes, 0, bytes.length);
            origin = 0;
        }
        ValueDecoder values = new ValueDecoder(body, bytes, origin, map, schema);
        int overhead = 48 + 24 * columns * (kind == RowKind.UPDATE ? 2 : 1);
        while (body.hasRemaining()) {
            int from = body.position();
            Row image = image(body, columns, first, values);
            Row after = kind == RowKind.UPDATE ? image(body, columns, second, values) : null;
            if (body.position() == from) {
                throw new IllegalArgumentException("broken rows event: a row without bytes, of which there is no end");
            }
            int weight = body.position() - from + overhead;
            handler.handle(
                    switch (kind) {
                        case INSERT -> new RowChange(schema, kind, null, image, weight, foreignKeysOff);
                        case UPDATE -> new RowChange(schema, kind, image, after, weight, foreignKeysOff);
                        case DELETE -> new RowChange(schema, kind, image, null, weight, foreignKeysOff);
                    });
        }
    }

    private static Row image(LogBuffer body, int columns, Bits present, ValueDecoder values) {
        Bits nulls = Bits.next(body, present.count());
        @Nullable Object[] row = new Object[values.columns()];
        int bit = 0;
        for (int i = 0; i < columns; i++) {
            if (i >= row.length) {
                if (present.get(i) && !nulls.get(bit++)) {
                    values.skipHash();
                }
            } else if (!present.get(i)) {
                row[i] = Row.ABSENT;
            } else if (!nulls.get(bit++)) {
                row[i] = values.next(i);
            }
        }
        return new Row(row);
    }

    /** A view of a bitmap in the event. The padding bits of the last byte are sometimes set and must be ignored. */
    private record Bits(LogBuffer buffer, int at, int length) {
        static Bits next(LogBuffer buffer, int length) {
            Bits bits = new Bits(buffer, buffer.position(), length);
            buffer.forward((length + 7) / 8);
            return bits;
        }

        boolean get(int index) {
            return (buffer.getUint8(at + index / 8) >> (index % 8) & 1) != 0;
        }

        int count() {
            int count = 0;
            for (int i = 0; i < length; i++) {
                count += get(i) ? 1 : 0;
            }
            return count;
        }
    }
}
