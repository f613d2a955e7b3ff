package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.node.batch.FencedException;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.batch.RowCounts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes {@link LoadEvent}s: a tag, then the event's fields. Stateless. */
final class LoadEventCodec implements Codec<LoadEvent> {
    private static final int MAX_TEXT = 8_000;
    private static final byte ACCEPTED = 1;
    private static final byte OPENED = 2;
    private static final byte LOADED = 3;
    private static final byte RETRYING = 4;
    private static final byte RECOVERED = 5;
    private static final byte FAILED = 6;
    private static final byte KEPT = 7;
    private static final byte ALL_KEPT = 8;
    private static final byte COPIED = 9;

    @Override
    public void write(LoadEvent event, ByteBuf out) {
        if (event instanceof LoadEvent.Accepted) {
            out.writeByte(ACCEPTED);
        } else if (event instanceof LoadEvent.Kept kept) {
            out.writeByte(KEPT);
            Definitions.write(kept.definitions(), out);
        } else if (event instanceof LoadEvent.AllKept all) {
            out.writeByte(ALL_KEPT);
            Positions.write(out, all.complete());
            out.writeBoolean(all.everywhere());
        } else if (event instanceof LoadEvent.Copied copied) {
            out.writeByte(COPIED);
            CopyCodec.write(copied.tables(), out);
        } else if (event instanceof LoadEvent.Opened opened) {
            out.writeByte(OPENED);
            Positions.writeOptional(out, opened.position().orElse(null));
        } else if (event instanceof LoadEvent.Loaded loaded) {
            out.writeByte(LOADED);
            writeLoaded(out, loaded.batch());
        } else if (event instanceof LoadEvent.Retrying retrying) {
            OtterException fault = retrying.fault();
            out.writeByte(fault == null ? RECOVERED : RETRYING);
            if (fault != null) {
                writeFault(out, fault);
            }
        } else if (event instanceof LoadEvent.Failed failed) {
            out.writeByte(FAILED);
            writeFault(out, failed.fault());
        }
    }

    @Override
    public LoadEvent read(ByteBuf in) {
        byte tag = in.readByte();
        return switch (tag) {
            case ACCEPTED -> new LoadEvent.Accepted();
            case OPENED -> new LoadEvent.Opened(Optional.ofNullable(Positions.readOptional(in)));
            case KEPT -> new LoadEvent.Kept(Definitions.read(in));
            case ALL_KEPT -> new LoadEvent.AllKept(Positions.read(in), in.readBoolean());
            case COPIED -> new LoadEvent.Copied(CopyCodec.read(in));
            case LOADED -> new LoadEvent.Loaded(readLoaded(in));
            case RETRYING -> new LoadEvent.Retrying(readFault(in));
            case RECOVERED -> new LoadEvent.Retrying(null);
            case FAILED -> new LoadEvent.Failed(readFault(in));
            default -> throw new IllegalArgumentException("no load event " + tag);
        };
    }

    private static void writeLoaded(ByteBuf out, LoadedBatch batch) {
        out.writeLong(batch.processId());
        Positions.writeOptional(out, batch.checkpoint());
        out.writeLong(batch.commitTimestampMillis());
        out.writeInt(batch.countsByPair().size());
        batch.countsByPair().forEach((pair, counts) -> {
            out.writeLong(pair);
            out.writeLong(counts.inserts());
            out.writeLong(counts.updates());
            out.writeLong(counts.deletes());
        });
        out.writeLong(batch.repaired());
        out.writeLong(batch.missingDeletes());
        out.writeLong(batch.conflicts());
        out.writeLong(batch.transformNanos());
    }

    private static LoadedBatch readLoaded(ByteBuf in) {
        long processId = in.readLong();
        @Nullable BinlogPosition checkpoint = Positions.readOptional(in);
        long commit = in.readLong();
        Map<Long, RowCounts> counts = new HashMap<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            counts.put(in.readLong(), new RowCounts(in.readLong(), in.readLong(), in.readLong()));
        }
        return new LoadedBatch(
                processId, checkpoint, commit, counts, in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static void writeFault(ByteBuf out, OtterException fault) {
        Fields.writeText(out, fault.code().name());
        Fields.writeText(out, Fields.shorten(String.valueOf(fault.getMessage()), MAX_TEXT));
        out.writeBoolean(fault instanceof FencedException);
        if (fault instanceof FencedException fenced) {
            out.writeLong(fenced.epoch());
        }
    }

    private static OtterException readFault(ByteBuf in) {
        ErrorCode code = ErrorCode.valueOf(Fields.readText(in));
        String message = Fields.readText(in);
        return in.readBoolean() ? new FencedException(message, in.readLong()) : new OtterException(code, message);
    }
}
