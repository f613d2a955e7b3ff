package io.otter.communication;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** How the bodies of long frames are packed; its ordinal is sent on the wire. All work on direct buffers. */
public enum Compression {
    NONE {
        @Override
        int pack(ByteBuffer from, ByteBuffer to) {
            return 0;
        }

        @Override
        int unpack(ByteBuffer from, ByteBuffer to) {
            return -1;
        }
    },

    /** Costs the least: for links of 1 Gbit/s and more. */
    LZ4 {
        @Override
        int pack(ByteBuffer from, ByteBuffer to) {
            try {
                return LZ4Factory.fastestInstance()
                        .fastCompressor()
                        .compress(from, from.position(), from.remaining(), to, to.position(), to.remaining());
            } catch (LZ4Exception e) {
                return 0; // would be longer than it was
            }
        }

        @Override
        int unpack(ByteBuffer from, ByteBuffer to) {
            try {
                return LZ4Factory.fastestInstance()
                        .safeDecompressor()
                        .decompress(from, from.position(), from.remaining(), to, to.position(), to.remaining());
            } catch (LZ4Exception e) {
                return -1;
            }
        }
    },

    /** Makes it smallest: for links that are slower than the nodes. */
    ZSTD {
        @Override
        int pack(ByteBuffer from, ByteBuffer to) {
            return Zstandard.pack(from, to);
        }

        @Override
        int unpack(ByteBuffer from, ByteBuffer to) {
            return Zstandard.unpack(from, to);
        }
    };

    private static final Compression[] ALL = values();

    /** @return the length, or 0 if it does not fit into what is left of {@code to} */
    abstract int pack(ByteBuffer from, ByteBuffer to);

    /** @return the length, or -1 if it is damaged or longer than what is left of {@code to}, beyond which nothing is written */
    abstract int unpack(ByteBuffer from, ByteBuffer to);

    /** Whether {@code from}, unpacked, is exactly as long as what {@code to} has room for, and then is there. */
    boolean fills(ByteBuf from, ByteBuf to) {
        int room = to.writableBytes();
        if (unpack(from.nioBuffer(), to.nioBuffer(to.writerIndex(), room)) != room) {
            return false;
        }
        to.writerIndex(to.writerIndex() + room);
        return true;
    }

    /** What a peer that has this one speaks when the other side wishes for {@code code}: that, or nothing. */
    static Compression agreed(int code) {
        return code > 0 && code < ALL.length ? ALL[code] : NONE;
    }
}
