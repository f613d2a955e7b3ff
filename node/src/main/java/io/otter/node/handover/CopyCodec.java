package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Fields;
import io.otter.node.batch.CopiedTable;
import io.otter.node.batch.CopyStep;
import java.util.ArrayList;
import java.util.List;

/** Encodes what batches and load events say of resyncs. Stateless. */
final class CopyCodec {
    private static final CopyStep.Kind[] KINDS = CopyStep.Kind.values();

    private static final int MANY = 255;

    private CopyCodec() {}

    /** None and one as nodes of before wrote and read it. */
    static void writeSteps(List<CopyStep> steps, ByteBuf out) {
        out.writeByte(Math.min(steps.size(), MANY));
        if (steps.size() >= MANY) {
            out.writeInt(steps.size());
        }
        steps.forEach(step -> write(step, out));
    }

    static List<CopyStep> readSteps(ByteBuf in) {
        List<CopyStep> steps = new ArrayList<>();
        int few = in.readUnsignedByte();
        for (int left = few < MANY ? few : Fields.readCount(in); left > 0; left--) {
            steps.add(readStep(in));
        }
        return steps;
    }

    private static void write(CopyStep step, ByteBuf out) {
        out.writeLong(step.runId());
        Fields.writeText(out, step.schema());
        Fields.writeText(out, step.table());
        out.writeByte(step.kind().ordinal());
        Fields.writeText(out, step.place());
        out.writeLong(step.rows());
        out.writeBoolean(step.emptyFirst());
        out.writeInt(step.pairIds().size());
        step.pairIds().forEach(out::writeLong);
    }

    private static CopyStep readStep(ByteBuf in) {
        long runId = in.readLong();
        String schema = Fields.readText(in);
        String table = Fields.readText(in);
        CopyStep.Kind kind = KINDS[in.readByte()];
        String place = Fields.readText(in);
        long rows = in.readLong();
        boolean emptyFirst = in.readBoolean();
        List<Long> pairIds = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            pairIds.add(in.readLong());
        }
        return new CopyStep(runId, schema, table, kind, place, rows, emptyFirst, pairIds);
    }

    static void write(List<CopiedTable> tables, ByteBuf out) {
        out.writeInt(tables.size());
        for (CopiedTable table : tables) {
            out.writeLong(table.runId());
            Fields.writeText(out, table.schema());
            Fields.writeText(out, table.table());
            out.writeBoolean(table.done());
            Fields.writeText(out, table.place());
            out.writeLong(table.rows());
        }
    }

    static List<CopiedTable> read(ByteBuf in) {
        List<CopiedTable> tables = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            tables.add(new CopiedTable(
                    in.readLong(),
                    Fields.readText(in),
                    Fields.readText(in),
                    in.readBoolean(),
                    Fields.readText(in),
                    in.readLong()));
        }
        return tables;
    }
}
