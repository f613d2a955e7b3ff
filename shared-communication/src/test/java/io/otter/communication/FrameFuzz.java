package io.otter.communication;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.otter.common.error.OtterException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whatever bytes come over a link, before and after the handshake, are frames and messages, or end it. */
class FrameFuzz {
    private static final MessageType<String> TEXT = new MessageType<>(1, "text", 64 << 10, new Codec<>() {
        @Override
        public void write(String message, ByteBuf out) {
            out.writeCharSequence(message, StandardCharsets.UTF_8);
        }

        @Override
        public String read(ByteBuf in) {
            return in.readCharSequence(in.readableBytes(), StandardCharsets.UTF_8)
                    .toString();
        }
    });

    /** The first byte says whether the peer has proved itself and which compression was agreed, the second how bytes come in. */
    @FuzzTest
    void bytesOfAPeer(byte[] input) {
        if (input.length < 2) {
            return;
        }
        FrameReader reader = new FrameReader(MessageTypes.of(TEXT));
        EmbeddedChannel channel = new EmbeddedChannel(reader);
        try {
            if ((input[0] & 1) == 1) {
                Compression[] all = Compression.values();
                reader.authenticated(null, all[(input[0] >> 1 & 3) % all.length]);
            }
            int part = 1 + (input[1] & 0x3f);
            for (int at = 2; at < input.length; at += part) {
                channel.writeInbound(
                        Unpooled.copiedBuffer(Arrays.copyOfRange(input, at, Math.min(input.length, at + part))));
            }
            for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                read(frame);
            }
        } catch (OtterException e) {
            return; // the link ends
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static void read(Frame frame) {
        if (frame.kind().carriesMessage()) {
            String text = frame.read(UnpooledByteBufAllocator.DEFAULT, TEXT);
            if (text.length() > TEXT.maxBytes()) {
                throw new IllegalStateException("a message that is larger than it may be");
            }
        } else {
            frame.body().release();
        }
    }
}
