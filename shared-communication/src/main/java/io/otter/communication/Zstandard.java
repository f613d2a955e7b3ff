package io.otter.communication;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/** What {@link Compression#ZSTD} does; a class of its own, since managers come without its library. Stateless. */
final class Zstandard {
    private static final int LEVEL = 1;

    private Zstandard() {}

    static int pack(ByteBuffer from, ByteBuffer to) {
        try {
            return (int) Zstd.compressDirectByteBuffer(
                    to, to.position(), to.remaining(), from, from.position(), from.remaining(), LEVEL);
        } catch (ZstdException e) {
            return 0; // would be longer than it was
        }
    }

    static int unpack(ByteBuffer from, ByteBuffer to) {
        try {
            return (int) Zstd.decompressDirectByteBuffer(
                    to, to.position(), to.remaining(), from, from.position(), from.remaining());
        } catch (ZstdException e) {
            return -1;
        }
    }
}
