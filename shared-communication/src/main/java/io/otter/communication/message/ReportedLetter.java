package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import org.jspecify.annotations.Nullable;

/**
 * A row that a target refused, or an update about an earlier one; its report is about the data media source that refused it.
 *
 * @param id at the target
 * @param sourceTable {@code schema.table}
 * @param targetTable likewise
 * @param kind INSERT, UPDATE or DELETE
 * @param keyText for display
 * @param keyData in the form of {@code retl_buffer.PK_DATA}; empty when it cannot be expressed there
 * @param oldKeyData likewise, if an update changed the key; otherwise empty
 * @param before JSON; null for INSERT
 * @param after JSON; null for DELETE
 * @param position after its transaction in the source's log
 * @param commitTimeMillis by the source's clock, milliseconds since the epoch
 * @param createdMillis by the node's clock, likewise
 * @param attempts how often the target has refused it
 * @param done whether the row has been written since
 */
public record ReportedLetter(
        long id,
        String sourceTable,
        String targetTable,
        String kind,
        String keyText,
        String keyData,
        String oldKeyData,
        @Nullable String before,
        @Nullable String after,
        String errorCode,
        String errorText,
        String position,
        long commitTimeMillis,
        long createdMillis,
        int attempts,
        boolean done) {
    public static final RowReport.Kind<ReportedLetter> KIND =
            RowReport.Kind.of(22, "dead letters", 64 << 20, new Rows());

    private static final class Rows implements Codec<ReportedLetter> {
        @Override
        public void write(ReportedLetter row, ByteBuf out) {
            out.writeLong(row.id);
            Fields.writeText(out, row.sourceTable);
            Fields.writeText(out, row.targetTable);
            Fields.writeText(out, row.kind);
            Fields.writeText(out, row.keyText);
            Fields.writeText(out, row.keyData);
            Fields.writeText(out, row.oldKeyData);
            Fields.writeOptionalText(out, row.before);
            Fields.writeOptionalText(out, row.after);
            Fields.writeText(out, row.errorCode);
            Fields.writeText(out, row.errorText);
            Fields.writeText(out, row.position);
            out.writeLong(row.commitTimeMillis);
            out.writeLong(row.createdMillis);
            out.writeInt(row.attempts);
            out.writeBoolean(row.done);
        }

        @Override
        public ReportedLetter read(ByteBuf in) {
            return new ReportedLetter(
                    in.readLong(),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readOptionalText(in),
                    Fields.readOptionalText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    in.readLong(),
                    in.readLong(),
                    in.readInt(),
                    in.readBoolean());
        }
    }
}
