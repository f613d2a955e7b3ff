package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Turns a rows event into row changes, one at a time. */
final class RowDecoder {
    /** A flag of the event, the same on MySQL and MariaDB. */
    private static final int NO_FOREIGN_KEY_CHECKS = 2;

    private static final RowKind[] KINDS = {RowKind.INSERT, RowKind.UPDATE, RowKind.DELETE};

    /** Takes changes in log order. */
    interface Handler {
        void handle(RowChange change) throws InterruptedException;
    }

    private RowDecoder() {}

    static long tableId(BinlogEvent event) {
        return event.body().getUlong48();
    }

    static void decode(BinlogEvent event, TableMap map, TableSchema schema, Handler handler)
            throws InterruptedException {
        LogBuffer body = event.body();
        body.forward(6);
        boolean unchecked = (body.getUint16() & NO_FOREIGN_KEY_CHECKS) != 0;
        if (event.rowsVersion2()) {
            body.forward(body.getUint16() - 2);
        }
        int columns = (int) body.getPackedLong();
        RowKind kind = KINDS[event.rowsKind()];
        BitSet first = present(body, columns);
        BitSet second = kind == RowKind.UPDATE ? present(body, columns) : first;
        if (event.rowsCompressed()) {
            byte[] rows = MariadbCompression.event(event.bytes(), BinlogEvent.HEADER + body.position(), event.length());
            body = new LogBuffer(rows, 0, rows.length);
        }
        ValueDecoder values = new ValueDecoder(body, map, schema);
        int overhead = 48 + 24 * columns * (kind == RowKind.UPDATE ? 2 : 1);
        while (body.hasRemaining()) {
            int from = body.position();
            Row image = image(body, columns, first, values);
            Row after = kind == RowKind.UPDATE ? image(body, columns, second, values) : null;
            int bytes = body.position() - from + overhead;
            handler.handle(
                    switch (kind) {
                        case INSERT -> new RowChange(schema, kind, null, image, bytes, unchecked);
                        case UPDATE -> new RowChange(schema, kind, image, after, bytes, unchecked);
                        case DELETE -> new RowChange(schema, kind, image, null, bytes, unchecked);
                    });
        }
    }

    /** Which columns an image has. The bits that fill the last byte are sometimes set, and count for nothing. */
    private static BitSet present(LogBuffer body, int columns) {
        return body.getBitmap(columns).get(0, columns);
    }

    private static Row image(LogBuffer body, int columns, BitSet present, ValueDecoder values) {
        BitSet nulls = body.getBitmap(present.cardinality());
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
}
