package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Fields;
import io.otter.node.binlog.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Encodes row values without loss: a tag for the type, then the value. Stateless. */
final class RowValues {
    private static final byte NULL = 0;
    private static final byte ABSENT = 1;
    private static final byte LONG = 2;
    private static final byte BIG_INTEGER = 3;
    private static final byte BIG_DECIMAL = 4;
    private static final byte FLOAT = 5;
    private static final byte DOUBLE = 6;
    private static final byte TEXT = 7;
    private static final byte BYTES = 8;

    private RowValues() {}

    static void write(@Nullable Object value, ByteBuf out) {
        if (value == null) {
            out.writeByte(NULL);
        } else if (value == Row.ABSENT) {
            out.writeByte(ABSENT);
        } else if (value instanceof Long number) {
            out.writeByte(LONG).writeLong(number);
        } else if (value instanceof BigInteger number) {
            writeBytes(out.writeByte(BIG_INTEGER), number.toByteArray());
        } else if (value instanceof BigDecimal number) {
            out.writeByte(BIG_DECIMAL).writeInt(number.scale());
            writeBytes(out, number.unscaledValue().toByteArray());
        } else if (value instanceof Float number) {
            out.writeByte(FLOAT).writeFloat(number);
        } else if (value instanceof Double number) {
            out.writeByte(DOUBLE).writeDouble(number);
        } else if (value instanceof String text) {
            Fields.writeText(out.writeByte(TEXT), text);
        } else if (value instanceof byte[] bytes) {
            writeBytes(out.writeByte(BYTES), bytes);
        } else {
            throw new IllegalArgumentException(
                    "a row holds a " + value.getClass().getName());
        }
    }

    static @Nullable Object read(ByteBuf in) {
        byte tag = in.readByte();
        return switch (tag) {
            case NULL -> null;
            case ABSENT -> Row.ABSENT;
            case LONG -> in.readLong();
            case BIG_INTEGER -> new BigInteger(readBytes(in));
            case BIG_DECIMAL -> {
                int scale = in.readInt();
                yield new BigDecimal(new BigInteger(readBytes(in)), scale);
            }
            case FLOAT -> in.readFloat();
            case DOUBLE -> in.readDouble();
            case TEXT -> Fields.readText(in);
            case BYTES -> readBytes(in);
            default -> throw new IllegalArgumentException("no value type " + tag);
        };
    }

    private static void writeBytes(ByteBuf out, byte[] bytes) {
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    private static byte[] readBytes(ByteBuf in) {
        byte[] bytes = new byte[Fields.readCount(in)];
        in.readBytes(bytes);
        return bytes;
    }
}
