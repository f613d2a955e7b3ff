package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import io.otter.communication.Fields;
import org.jspecify.annotations.Nullable;

/** Encodes {@link BinlogPosition}s. Stateless. */
final class Positions {
    private Positions() {}

    static void write(ByteBuf out, BinlogPosition position) {
        Fields.writeText(out, position.file());
        out.writeLong(position.offset());
        Fields.writeText(out, position.gtidSet());
        Fields.writeText(out, position.sourceUuid());
        out.writeLong(position.timestampMillis());
        Fields.writeText(out, position.stamp().text());
    }

    static BinlogPosition read(ByteBuf in) {
        return new BinlogPosition(
                Fields.readText(in),
                in.readLong(),
                Fields.readText(in),
                Fields.readText(in),
                in.readLong(),
                LogStamp.of(Fields.readText(in)));
    }

    static void writeOptional(ByteBuf out, @Nullable BinlogPosition position) {
        out.writeBoolean(position != null);
        if (position != null) {
            write(out, position);
        }
    }

    static @Nullable BinlogPosition readOptional(ByteBuf in) {
        return in.readBoolean() ? read(in) : null;
    }
}
