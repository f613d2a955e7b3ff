package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(true);
    private final Channel first = new EmbeddedChannel();
    private final Channel second = new EmbeddedChannel();

    /** Else what it takes would be counted as sent over the other, and be lost. */
    @Test
    void aFormerConnectionTakesNothingAwayFromTheOneThatGoesOn() {
        outbox.rewind(0, first);
        for (int i = 1; i <= 3; i++) {
            outbox.add(Frame.control(UnpooledByteBufAllocator.DEFAULT, FrameKind.CREDIT, i, new byte[4]));
        }
        String one = taken(first);
        String two = taken(first);
        outbox.rewind(1, second);
        assertThat(outbox.next(first)).isNull();
        assertThat(taken(second)).isEqualTo(two).isNotEqualTo(one);
        assertThat(taken(second)).isNotIn(one, two);
        assertThat(outbox.next(second)).isNull();
        assertThat(outbox.confirm(3)).isTrue();
        assertThat(outbox.isPending()).isFalse();
    }

    private String taken(Channel connection) {
        ByteBuf frame = outbox.next(connection);
        try {
            return ByteBufUtil.hexDump(frame);
        } finally {
            frame.release();
        }
    }
}
