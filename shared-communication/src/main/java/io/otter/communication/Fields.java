package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Helpers for codecs; text is a length in bytes (4), then UTF-8. Stateless. */
public final class Fields {
    private Fields() {}

    public static void writeText(ByteBuf out, String text) {
        int at = out.writerIndex();
        out.writeInt(0);
        out.setInt(at, ByteBufUtil.reserveAndWriteUtf8(out, text, ByteBufUtil.utf8Bytes(text)));
    }

    /** @throws IndexOutOfBoundsException if the buffer is shorter than the announced length */
    public static String readText(ByteBuf in) {
        return in.readCharSequence(in.readInt(), StandardCharsets.UTF_8).toString();
    }

    public static void writeOptionalText(ByteBuf out, @Nullable String text) {
        out.writeBoolean(text != null);
        if (text != null) {
            writeText(out, text);
        }
    }

    public static @Nullable String readOptionalText(ByteBuf in) {
        return in.readBoolean() ? readText(in) : null;
    }

    /** The text, cut to {@code max} characters. */
    public static String shorten(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }

    /** Reads a count of items of at least one byte each; the limit keeps a bad count from exhausting memory. */
    public static int readCount(ByteBuf in) {
        int count = in.readInt();
        if (count < 0 || count > in.readableBytes()) {
            throw new IndexOutOfBoundsException("a count of " + count);
        }
        return count;
    }
}
