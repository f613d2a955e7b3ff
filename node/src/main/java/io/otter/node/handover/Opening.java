package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;

/**
 * A select node's request to a load node.
 *
 * @param version of the channel configuration that the select node runs
 * @param epoch of the select node's term
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
