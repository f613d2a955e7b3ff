package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;

/**
 * A row that both sides of a two-way pair had changed; its report is about the data media source where that was decided.
 *
 * @param id at the target
 * @param sourceTable {@code schema.table}, as {@code targetTable} is
 * @param kind INSERT, UPDATE or DELETE; ANSWER for what the other side had after an earlier conflict
 * @param images as JSON: before, after, and what the target had
 * @param taken whether what arrived replaced what the target had
 * @param position after its transaction in the source's log
 * @param commitTimeMillis by the source's clock, milliseconds since the epoch
 * @param createdMillis by the node's clock, likewise
 */
public record ReportedConflict(
        long id,
        String sourceTable,
        String targetTable,
        String kind,
        String keyText,
        String images,
        String policy,
        boolean taken,
        String position,
        long commitTimeMillis,
        long createdMillis) {
    public static final RowReport.Kind<ReportedConflict> KIND =
            RowReport.Kind.of(26, "conflicts", 16 << 20, new Rows());

    private static final class Rows implements Codec<ReportedConflict> {
        @Override
        public void write(ReportedConflict row, ByteBuf out) {
            out.writeLong(row.id);
            Fields.writeText(out, row.sourceTable);
            Fields.writeText(out, row.targetTable);
            Fields.writeText(out, row.kind);
            Fields.writeText(out, row.keyText);
            Fields.writeText(out, row.images);
            Fields.writeText(out, row.policy);
            out.writeBoolean(row.taken);
            Fields.writeText(out, row.position);
            out.writeLong(row.commitTimeMillis);
            out.writeLong(row.createdMillis);
        }

        @Override
        public ReportedConflict read(ByteBuf in) {
            return new ReportedConflict(
                    in.readLong(),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    in.readBoolean(),
                    Fields.readText(in),
                    in.readLong(),
                    in.readLong());
        }
    }
}
