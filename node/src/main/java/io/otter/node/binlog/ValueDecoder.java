package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.StringJoiner;

/** Reads the values of a rows event one by one, as the types that {@link Row} lists. Single-threaded. */
final class ValueDecoder {
    private final LogBuffer buffer;
    private final byte[] bytes;
    private final int origin;
    private final TableMap map;
    private final TableSchema schema;

    /**
     * @param bytes the array behind {@code buffer}
     * @param origin where {@code buffer} starts in it
     */
    ValueDecoder(LogBuffer buffer, byte[] bytes, int origin, TableMap map, TableSchema schema) {
        this.buffer = buffer;
        this.bytes = bytes;
        this.origin = origin;
        this.map = map;
        this.schema = schema;
    }

    /** Number of visible columns; hidden ones may follow in the log. */
    int columns() {
        return schema.columns().size();
    }

    /** @throws IllegalArgumentException naming the table and column of a value that cannot be read */
    Object next(int index) {
        Column column = schema.columns().get(index);
        try {
            return value(column, index);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "table " + schema.schema() + "." + schema.table() + ", column " + column.name() + " ("
                            + column.columnType() + "): " + e.getMessage(),
                    e);
        }
    }

    /** Skips one of MariaDB's hidden hash columns. */
    void skipHash() {
        buffer.forward(8);
    }

    private Object value(Column column, int index) {
        int meta = map.metas()[index];
        int type = map.types()[index];
        return switch (type) {
            case 1 -> integer(column, buffer.getInt8(), 8);
            case 2 -> integer(column, buffer.getInt16(), 16);
            case 9 -> integer(column, buffer.getInt24(), 24);
            case 3 -> integer(column, buffer.getInt32(), 32);
            case TableMap.BIGINT -> bigint(column);
            case TableMap.FLOAT -> buffer.getFloat32();
            case TableMap.DOUBLE -> buffer.getDouble64();
            case TableMap.DECIMAL -> decimal(buffer, meta >> 8, meta & 0xff);
            case 13 -> year(buffer.getUint8());
            case 10, 14 -> Temporal.date(buffer);
            case 11 -> Temporal.oldTime(buffer);
            case 12 -> Temporal.oldDatetime(buffer);
            case 7 -> Temporal.timestamp(buffer.getUint32(), 0, 0);
            case TableMap.TIMESTAMP2 -> Temporal.timestamp(buffer.getBeUint32(), Temporal.fraction(buffer, meta), meta);
            case TableMap.DATETIME2 -> Temporal.datetime(buffer, meta);
            case TableMap.TIME2 -> Temporal.time(buffer, meta);
            case TableMap.BIT -> bits(bytes((meta >> 8) + ((meta & 0xff) > 0 ? 1 : 0)));
            case TableMap.ENUM -> {
                int number = (int) unsigned(meta);
                yield number == 0 ? Row.ENUM_ERROR : (Object) label(column, number);
            }
            case TableMap.SET -> labels(column, unsigned(meta));
            case TableMap.VARCHAR, TableMap.VAR_STRING -> text(column, length(meta > 255 ? 2 : 1), 0);
            case TableMap.STRING -> text(column, length(meta > 255 ? 2 : 1), meta);
            case TableMap.VARCHAR_COMPRESSED -> uncompressed(column, bytes(length(meta > 255 ? 2 : 1)));
            case TableMap.BLOB_COMPRESSED -> uncompressed(column, bytes(length(meta)));
            case TableMap.JSON -> JsonText.of(bytes(length(meta)));
            case TableMap.GEOMETRY, TableMap.VECTOR -> bytes(length(meta));
            case 249, 250, 251, TableMap.BLOB -> text(column, length(meta), 0);
            default -> throw new IllegalArgumentException("column " + column.name() + " has the unknown type " + type);
        };
    }

    static BigDecimal decimal(LogBuffer buffer, int precision, int scale) {
        return buffer.getDecimal(precision, scale).setScale(scale);
    }

    private static Long integer(Column column, int value, int bits) {
        return column.unsigned() ? value & ((1L << bits) - 1) : value;
    }

    private Object bigint(Column column) {
        return column.unsigned() && buffer.getLong64(buffer.position()) < 0
                ? buffer.getUlong64()
                : (Object) buffer.getLong64();
    }

    /** A number, since servers compare BIT columns as numbers. */
    private static Object bits(byte[] bytes) {
        BigInteger number = new BigInteger(1, bytes);
        return number.bitLength() < 64 ? (Object) number.longValueExact() : number;
    }

    private static Long year(int value) {
        return value == 0 ? 0L : 1900L + value;
    }

    private int length(int width) {
        return (int) unsigned(width);
    }

    private long unsigned(int width) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (long) buffer.getUint8() << (8 * i);
        }
        return value;
    }

    private byte[] bytes(int length) {
        return TableMap.data(buffer, length);
    }

    private static String label(Column column, int number) {
        if (number > column.labels().size()) {
            throw new IllegalArgumentException("column " + column.name() + " has no label number " + number);
        }
        return column.labels().get(number - 1);
    }

    private static String labels(Column column, long mask) {
        StringJoiner joined = new StringJoiner(",");
        for (int i = 0; i < 64; i++) {
            if ((mask >>> i & 1) != 0) {
                joined.add(label(column, i + 1));
            }
        }
        return joined.toString();
    }

    /** @param width the declared bytes of a fixed-length column, whose trailing zeros (or blanks) the log leaves out */
    private Object text(Column column, int length, int width) {
        String charset = column.charset();
        if (charset == null || charset.equals("binary")) {
            return binary(column, bytes(length), width);
        }
        int from = origin + buffer.position();
        buffer.forward(length);
        return Charsets.decode(charset, bytes, from, from + length);
    }

    private static Object uncompressed(Column column, byte[] packed) {
        byte[] value = MariadbCompression.column(packed);
        String charset = column.charset();
        return charset == null || charset.equals("binary")
                ? binary(column, value, 0)
                : Charsets.decode(charset, value, 0, value.length);
    }

    private static Object binary(Column column, byte[] value, int width) {
        return switch (column.dataType()) {
            case "varchar", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> value;
            case "uuid" -> Addresses.uuid(Arrays.copyOf(value, 16));
            case "inet4" -> Addresses.inet4(Arrays.copyOf(value, 4));
            case "inet6" -> Addresses.inet6(Arrays.copyOf(value, 16));
            default -> value.length < width ? Arrays.copyOf(value, width) : value;
        };
    }
}
