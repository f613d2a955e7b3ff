package io.otter.node.handover;

import io.otter.communication.MessageType;
import io.otter.communication.MessageTypes;
import io.otter.node.batch.Batch;

/** The messages between nodes. */
public final class HandoverMessages {
    static final int MAX_BATCH = 256 << 20;
    static final MessageType<Opening> OPEN = new MessageType<>(10, "load", 64, Opening.CODEC);
    static final MessageType<LoadEvent> EVENT = new MessageType<>(11, "load event", 4 << 20, new LoadEventCodec());
    private static final int BATCH = 12;

    private HandoverMessages() {}

    /** All message types between nodes. */
    public static MessageTypes types() {
        return MessageTypes.of(OPEN, EVENT, batch());
    }

    /** The message type for one stream's batches; each end needs its own instance. */
    static MessageType<Batch> batch() {
        return new MessageType<>(BATCH, "batch", MAX_BATCH, new BatchCodec());
    }
}
