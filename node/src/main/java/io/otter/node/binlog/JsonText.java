package io.otter.node.binlog;

import com.taobao.tddl.dbsync.binlog.LogBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * MySQL's binary JSON as text, formatted as the server does. Replaces canal's JsonConversion, which cuts strings at a
 * zero character and turns dates into datetimes.
 */
final class JsonText {
    private static final int NEWDECIMAL = 246;
    /** The servers' own limit is 100. */
    private static final int DEEPEST = 200;
    /** Characters for a byte; a control character of a string has most, six. */
    private static final int MOST_TEXT = 32;

    private final byte[] bytes;
    private final LogBuffer buffer;
    private final StringBuilder out = new StringBuilder();

    private JsonText(byte[] bytes) {
        this.bytes = bytes;
        this.buffer = new LogBuffer(bytes, 0, bytes.length);
    }

    static String of(byte[] bytes) {
        if (bytes.length == 0) {
            return "null";
        }
        JsonText json = new JsonText(bytes);
        json.value(bytes[0] & 0xff, 1, 0);
        return json.out.toString();
    }

    private void value(int type, int at, int depth) {
        if (depth > DEEPEST || out.length() > MOST_TEXT * (bytes.length + 100L)) {
            throw new IllegalArgumentException("broken JSON: a part contains itself");
        }
        switch (type) {
            case 0 -> container(at, true, false, depth);
            case 1 -> container(at, true, true, depth);
            case 2 -> container(at, false, false, depth);
            case 3 -> container(at, false, true, depth);
            case 4 -> out.append(buffer.getUint8(at) == 0 ? "null" : buffer.getUint8(at) == 1 ? "true" : "false");
            case 5 -> out.append(buffer.getInt16(at));
            case 6 -> out.append(buffer.getUint16(at));
            case 7 -> out.append(buffer.getInt32(at));
            case 8 -> out.append(buffer.getUint32(at));
            case 9 -> out.append(buffer.getLong64(at));
            case 10 -> out.append(buffer.getUlong64(at));
            case 11 -> number(buffer.getDouble64(at));
            case 12 -> string(at);
            case 15 -> opaque(at);
            default -> throw new IllegalArgumentException("unknown JSON type " + type);
        }
    }

    private void container(int start, boolean object, boolean large, int depth) {
        int size = large ? 4 : 2;
        int count = offset(start, large);
        int keys = start + 2 * size;
        int values = object ? keys + count * (size + 2) : keys;
        out.append(object ? '{' : '[');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append(", ");
            }
            if (object) {
                int entry = keys + i * (size + 2);
                quote(new String(
                        bytes, start + offset(entry, large), buffer.getUint16(entry + size), StandardCharsets.UTF_8));
                out.append(": ");
            }
            int entry = values + i * (size + 1);
            int type = buffer.getUint8(entry);
            boolean inline = type == 4 || type == 5 || type == 6 || large && (type == 7 || type == 8);
            value(type, inline ? entry + 1 : start + offset(entry + 1, large), depth + 1);
        }
        out.append(object ? '}' : ']');
    }

    private int offset(int at, boolean large) {
        return large ? (int) buffer.getUint32(at) : buffer.getUint16(at);
    }

    private void number(double value) {
        out.append(Double.toString(value).replace("E", "e"));
    }

    private void string(int at) {
        int width = lengthWidth(at);
        quote(new String(bytes, at + width, length(at), StandardCharsets.UTF_8));
    }

    private void opaque(int at) {
        int type = buffer.getUint8(at);
        int length = length(at + 1);
        int from = at + 1 + lengthWidth(at + 1);
        switch (type) {
            case NEWDECIMAL -> {
                int scale = buffer.getUint8(from + 1);
                out.append(buffer.getDecimal(from + 2, buffer.getUint8(from), scale)
                        .setScale(scale)
                        .toPlainString());
            }
            case 10 -> out.append('"').append(packed(from), 0, 10).append('"');
            case 7, 12 -> out.append('"').append(packed(from)).append('"');
            case 11 -> {
                long value = buffer.getLong64(from);
                long absolute = Math.abs(value);
                out.append('"')
                        .append(Temporal.time(value < 0, absolute >> 24, (int) (absolute & 0xffffff), 6))
                        .append('"');
            }
            default ->
                out.append("\"base64:type")
                        .append(type)
                        .append(':')
                        .append(Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, from + length)))
                        .append('"');
        }
    }

    private String packed(int at) {
        long value = Math.abs(buffer.getLong64(at));
        return Temporal.packed(value >> 24, (int) (value & 0xffffff), 6);
    }

    private int lengthWidth(int at) {
        int width = 1;
        while ((bytes[at + width - 1] & 0x80) != 0) {
            width++;
        }
        return width;
    }

    private int length(int at) {
        int length = 0;
        for (int i = 0; i < lengthWidth(at); i++) {
            length |= (bytes[at + i] & 0x7f) << (7 * i);
        }
        if (length < 0 || length > bytes.length - at - lengthWidth(at)) {
            throw new IllegalArgumentException("broken JSON: a part is longer than the whole");
        }
        return length;
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
