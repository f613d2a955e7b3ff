package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;

/**
 * What a select node asks a load node for.
 *
 * @param version of the channel's configuration that it runs
 * @param epoch of its term
 */
record Opening(long channelId, long pipelineId, long version, long epoch) {
    static final Codec<Opening> CODEC = new Codec<>() {
        @Override
        public void write(Opening message, ByteBuf out) {
            out.writeLong(message.channelId);
            out.writeLong(message.pipelineId);
            out.writeLong(message.version);
            out.writeLong(message.epoch);
        }

        @Override
        public Opening read(ByteBuf in) {
            return new Opening(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        }
    };
}
