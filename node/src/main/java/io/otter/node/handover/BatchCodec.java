package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.common.error.ErrorCode;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CopyStep;
import io.otter.node.batch.RowFault;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Change;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.SchemaNews;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes {@link Batch}es for one stream, sending each table schema once. One instance per end; not thread-safe. */
final class BatchCodec implements Codec<Batch> {
    private static final RowKind[] KINDS = RowKind.values();
    private static final int MAX_TEXT = 8_000;

    private final SchemaNumbers schemas = new SchemaNumbers();

    @Override
    public void write(Batch batch, ByteBuf out) {
        out.writeLong(batch.processId());
        out.writeLong(batch.rows());
        out.writeLong(batch.bytes());
        out.writeInt(batch.transactions().size());
        for (BatchTransaction transaction : batch.transactions()) {
            out.writeBoolean(transaction.first());
            out.writeBoolean(transaction.last());
            Positions.write(out, transaction.end());
            out.writeLong(transaction.commitTimestampMillis());
            Definitions.writeNews(transaction.schemas(), out);
            CopyCodec.writeSteps(transaction.copies(), out);
            out.writeInt(transaction.origin());
            out.writeInt(transaction.changes().size());
            for (SelectedChange change : transaction.changes()) {
                out.writeInt(change.pairIds().size());
                change.pairIds().forEach(out::writeLong);
                out.writeBoolean(change.resync());
                out.writeBoolean(change.settles());
                write(change.fault(), out);
                write(change.change(), out);
            }
        }
    }

    @Override
    public Batch read(ByteBuf in) {
        long processId = in.readLong();
        long rows = in.readLong();
        long bytes = in.readLong();
        List<BatchTransaction> transactions = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            boolean first = in.readBoolean();
            boolean last = in.readBoolean();
            var end = Positions.read(in);
            long commit = in.readLong();
            SchemaNews news = Definitions.readNews(in);
            List<CopyStep> copies = CopyCodec.readSteps(in);
            int origin = in.readInt();
            transactions.add(new BatchTransaction(first, last, readChanges(in), end, commit, news, copies, origin));
        }
        return new Batch(processId, transactions, rows, bytes);
    }

    private List<SelectedChange> readChanges(ByteBuf in) {
        List<SelectedChange> changes = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            List<Long> pairIds = new ArrayList<>();
            for (int ids = Fields.readCount(in); ids > 0; ids--) {
                pairIds.add(in.readLong());
            }
            boolean resync = in.readBoolean();
            boolean settles = in.readBoolean();
            RowFault fault = readFault(in);
            changes.add(new SelectedChange(readChange(in), pairIds, resync, settles, fault));
        }
        return changes;
    }

    private static void write(@Nullable RowFault fault, ByteBuf out) {
        out.writeBoolean(fault != null);
        if (fault != null) {
            Fields.writeText(out, fault.code().name());
            Fields.writeText(out, Fields.shorten(fault.message(), MAX_TEXT));
        }
    }

    private static @Nullable RowFault readFault(ByteBuf in) {
        return in.readBoolean() ? new RowFault(ErrorCode.valueOf(Fields.readText(in)), Fields.readText(in)) : null;
    }

    private void write(Change change, ByteBuf out) {
        if (change instanceof RowChange row) {
            out.writeByte(row.kind().ordinal());
            schemas.write(row.table(), out);
            out.writeInt(row.bytes());
            out.writeBoolean(row.foreignKeysOff());
            write(row.before(), out);
            write(row.after(), out);
        } else if (change instanceof DdlChange ddl) {
            out.writeByte(-1);
            Fields.writeText(out, ddl.schema());
            Fields.writeText(out, ddl.sql());
            out.writeInt(ddl.session().size());
            ddl.session().forEach((name, value) -> {
                Fields.writeText(out, name);
                Fields.writeText(out, value);
            });
            DdlNamesCodec.write(ddl.names(), out);
            DdlKnownCodec.write(ddl.known(), out);
        }
    }

    private Change readChange(ByteBuf in) {
        int kind = in.readByte();
        if (kind == -1) {
            return new DdlChange(
                    Fields.readText(in),
                    Fields.readText(in),
                    readSession(in),
                    DdlNamesCodec.read(in),
                    DdlKnownCodec.read(in));
        }
        var table = schemas.read(in);
        int bytes = in.readInt();
        boolean foreignKeysOff = in.readBoolean();
        return new RowChange(table, KINDS[kind], readRow(in), readRow(in), bytes, foreignKeysOff);
    }

    private static Map<String, String> readSession(ByteBuf in) {
        Map<String, String> session = new HashMap<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            session.put(Fields.readText(in), Fields.readText(in));
        }
        return session;
    }

    private static void write(@Nullable Row row, ByteBuf out) {
        out.writeInt(row == null ? -1 : row.size());
        if (row != null) {
            for (int i = 0; i < row.size(); i++) {
                RowValues.write(row.get(i), out);
            }
        }
    }

    private static @Nullable Row readRow(ByteBuf in) {
        if (in.getInt(in.readerIndex()) == -1) {
            in.readInt();
            return null;
        }
        @Nullable Object[] values = new @Nullable Object[Fields.readCount(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = RowValues.read(in);
        }
        return new Row(values);
    }
}
