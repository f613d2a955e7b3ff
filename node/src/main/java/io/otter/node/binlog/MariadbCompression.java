package io.otter.node.binlog;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** MariaDB's two zlib formats: log_bin_compress (events) and COMPRESSED (columns). */
final class MariadbCompression {
    /** Deflate cannot do better, so a longer length is a broken one, and not memory to allocate. */
    private static final long MAX_FACTOR = 1032;

    private MariadbCompression() {}

    /** The body of an event from {@code from}: a byte with the size of the length field, the length, zlib data. */
    static byte[] event(byte[] bytes, int from, int to) {
        int lengthBytes = bytes[from] & 0x07;
        return inflate(bytes, from + 1 + lengthBytes, to, length(bytes, from + 1, lengthBytes), false);
    }

    /** A column value; a header byte of 0 means it is not compressed. */
    static byte[] column(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int header = bytes[0] & 0xff;
        if (header == 0) {
            return Arrays.copyOfRange(bytes, 1, bytes.length);
        }
        int lengthBytes = header & 0x07;
        return inflate(bytes, 1 + lengthBytes, bytes.length, length(bytes, 1, lengthBytes), (header & 0x08) != 0);
    }

    private static int length(byte[] bytes, int from, int count) {
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | bytes[from + i] & 0xff;
        }
        return length;
    }

    private static byte[] inflate(byte[] bytes, int from, int to, int length, boolean raw) {
        if (length < 0 || length > MAX_FACTOR * (to - from)) {
            throw new IllegalArgumentException(
                    "broken compressed data: " + (to - from) + " bytes cannot be " + length + " bytes");
        }
        Inflater inflater = new Inflater(raw);
        try {
            inflater.setInput(bytes, from, to - from);
            byte[] out = new byte[length];
            int done = 0;
            while (done < length) {
                int step = inflater.inflate(out, done, length - done);
                if (step == 0) {
                    throw new IllegalArgumentException(
                            "compressed data ends after " + done + " of " + length + " bytes");
                }
                done += step;
            }
            return out;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("broken compressed data: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
