package io.otter.arbitrate.session;

import io.otter.common.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Encodes znodes as JSON, with gzip above 8 KiB, because ZooKeeper refuses more than 1 MiB. Stateless. */
public final class Documents {
    private static final int COMPRESS_ABOVE = 8 * 1024;
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private Documents() {}

    public static byte[] write(Object value) {
        return packed(json(value));
    }

    /** @throws RuntimeException if the bytes are not a document of this type */
    public static <T> T read(byte[] bytes, Class<T> type) {
        return Json.read(unpacked(bytes), type);
    }

    static byte[] json(Object value) {
        return Json.write(value);
    }

    static byte[] packed(byte[] json) {
        if (json.length <= COMPRESS_ABOVE) {
            return json;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] unpacked(byte[] bytes) {
        if (bytes.length < 2 || (bytes[0] & 0xff) != 0x1f || (bytes[1] & 0xff) != 0x8b) {
            return bytes;
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return gzip.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
