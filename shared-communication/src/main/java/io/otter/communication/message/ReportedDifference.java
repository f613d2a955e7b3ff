package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import org.jspecify.annotations.Nullable;

/**
 * A row that a comparison found not to be the same on both sides; its report is about a comparison.
 *
 * @param sourceTable {@code schema.table}
 * @param targetTable likewise
 * @param kind MISSING, EXTRA or DIFFERENT
 * @param key for display
 * @param keyData to find the row again, in the form of the node
 * @param source JSON; null if there should be no row
 * @param target JSON; null if there is none
 */
public record ReportedDifference(
        long pairId,
        String sourceTable,
        String targetTable,
        String kind,
        String key,
        String keyData,
        @Nullable String source,
        @Nullable String target) {
    public static final RowReport.Kind<ReportedDifference> KIND =
            RowReport.Kind.of(33, "differing rows", 64 << 20, new Rows());

    private static final class Rows implements Codec<ReportedDifference> {
        @Override
        public void write(ReportedDifference row, ByteBuf out) {
            out.writeLong(row.pairId);
            Fields.writeText(out, row.sourceTable);
            Fields.writeText(out, row.targetTable);
            Fields.writeText(out, row.kind);
            Fields.writeText(out, row.key);
            Fields.writeText(out, row.keyData);
            Fields.writeOptionalText(out, row.source);
            Fields.writeOptionalText(out, row.target);
        }

        @Override
        public ReportedDifference read(ByteBuf in) {
            return new ReportedDifference(
                    in.readLong(),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readText(in),
                    Fields.readOptionalText(in),
                    Fields.readOptionalText(in));
        }
    }
}
