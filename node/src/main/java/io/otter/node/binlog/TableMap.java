package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * The table of the rows events that follow, as the log describes it.
 *
 * @param types the server's type number of each column
 * @param metas the length, precision or similar of each column
 * @param nulls one bit per column: whether it may be null
 * @param metadata what {@link TableMetadata} reads; empty from servers that write none
 */
record TableMap(long id, String schema, String table, int[] types, int[] metas, byte[] nulls, byte[] metadata) {
    static final int FLOAT = 4;
    static final int DOUBLE = 5;
    static final int BIGINT = 8;
    static final int YEAR = 13;
    static final int VARCHAR = 15;
    static final int BIT = 16;
    static final int TIMESTAMP2 = 17;
    static final int DATETIME2 = 18;
    static final int TIME2 = 19;
    static final int BLOB_COMPRESSED = 140;
    static final int VARCHAR_COMPRESSED = 141;
    static final int VECTOR = 242;
    static final int JSON = 245;
    static final int DECIMAL = 246;
    static final int ENUM = 247;
    static final int SET = 248;
    static final int BLOB = 252;
    static final int VAR_STRING = 253;
    static final int STRING = 254;
    static final int GEOMETRY = 255;

    static TableMap of(BinlogEvent event) {
        LogBuffer body = event.body();
        long id = body.getUlong48();
        body.forward(2);
        String schema = name(body);
        String table = name(body);
        int count = (int) checked(body, body.getPackedLong());
        int[] types = new int[count];
        for (int i = 0; i < count; i++) {
            types[i] = body.getUint8();
        }
        body.getPackedLong();
        int[] metas = new int[count];
        for (int i = 0; i < count; i++) {
            metas[i] = meta(types[i], body);
            if (types[i] == STRING && metas[i] >> 8 == ENUM) {
                types[i] = ENUM;
                metas[i] &= 0xff;
            } else if (types[i] == STRING && metas[i] >> 8 == SET) {
                types[i] = SET;
                metas[i] &= 0xff;
            } else if (types[i] == STRING && metas[i] >= 256) {
                // Bits 8 and 9 of a long CHAR's length are stored inverted in the type.
                metas[i] = (metas[i] & 0xff) | (((metas[i] >> 8 & 0x30) ^ 0x30) << 4);
            }
        }
        byte[] nulls = data(body, (count + 7) / 8);
        return new TableMap(id, schema, table, types, metas, nulls, data(body, body.remaining()));
    }

    /**
     * Whether it has exactly the schema's columns, followed at most by MariaDB's hidden hash columns.
     *
     * @param hidden how many of those the log names; when it names none there can be one for each unique key
     */
    boolean isOf(TableSchema schema, int hidden) {
        int known = schema.columns().size();
        return known <= types.length
                && types.length - known <= Math.max(hidden, schema.uniqueKeys().size())
                && IntStream.range(known, types.length).allMatch(i -> types[i] == BIGINT);
    }

    boolean nullable(int index) {
        return (nulls[index / 8] >> index % 8 & 1) != 0;
    }

    /** As many bytes of the buffer; a length that it cannot have is a broken one, and not memory to allocate. */
    static byte[] data(LogBuffer body, int length) {
        return length == 0 ? new byte[0] : body.getData((int) checked(body, length));
    }

    /** Likewise, as a number of bytes, or of parts of one byte at least. */
    static long checked(LogBuffer body, long length) {
        if (length < 0 || length > body.remaining()) {
            throw new IllegalArgumentException("broken event: " + body.remaining() + " bytes cannot hold " + length);
        }
        return length;
    }

    private static String name(LogBuffer body) {
        byte[] bytes = body.getData(body.getUint8());
        body.forward(1);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int meta(int type, LogBuffer body) {
        return switch (type) {
            case FLOAT,
                    DOUBLE,
                    TIMESTAMP2,
                    DATETIME2,
                    TIME2,
                    BLOB_COMPRESSED,
                    VECTOR,
                    JSON,
                    249,
                    250,
                    251,
                    BLOB,
                    GEOMETRY -> body.getUint8();
            case VARCHAR, VARCHAR_COMPRESSED, VAR_STRING, BIT -> body.getUint16();
            case DECIMAL, ENUM, SET, STRING -> body.getBeUint16();
            default -> 0;
        };
    }
}
