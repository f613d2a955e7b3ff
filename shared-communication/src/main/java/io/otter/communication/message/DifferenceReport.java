package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a comparison found not to be the same on both sides. The response is an empty report, sent once the manager has
 * stored them; the same row may be sent again.
 *
 * @param runId of the comparison
 */
public record DifferenceReport(long pipelineId, long runId, List<Difference> rows) {
    public static final MessageType<DifferenceReport> TYPE =
            new MessageType<>(33, "differing rows", 64 << 20, new Differences());
    public static final MessageType<DifferenceReport> STORED =
            new MessageType<>(34, "differing rows stored", 1 << 10, new Differences());

    public DifferenceReport {
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param sourceTable {@code schema.table}
     * @param targetTable likewise
     * @param kind MISSING, EXTRA or DIFFERENT
     * @param key for display
     * @param keyData to find the row again, in the form of the node
     * @param source JSON; null if there should be no row
     * @param target JSON; null if there is none
     */
    public record Difference(
            long pairId,
            String sourceTable,
            String targetTable,
            String kind,
            String key,
            String keyData,
            @Nullable String source,
            @Nullable String target) {}

    private static final class Differences implements Codec<DifferenceReport> {
        @Override
        public void write(DifferenceReport report, ByteBuf out) {
            out.writeLong(report.pipelineId);
            out.writeLong(report.runId);
            out.writeInt(report.rows.size());
            for (Difference row : report.rows) {
                out.writeLong(row.pairId);
                Fields.writeText(out, row.sourceTable);
                Fields.writeText(out, row.targetTable);
                Fields.writeText(out, row.kind);
                Fields.writeText(out, row.key);
                Fields.writeText(out, row.keyData);
                Fields.writeOptionalText(out, row.source);
                Fields.writeOptionalText(out, row.target);
            }
        }

        @Override
        public DifferenceReport read(ByteBuf in) {
            long pipelineId = in.readLong();
            long runId = in.readLong();
            List<Difference> rows = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                rows.add(new Difference(
                        in.readLong(),
                        Fields.readText(in),
                        Fields.readText(in),
                        Fields.readText(in),
                        Fields.readText(in),
                        Fields.readText(in),
                        Fields.readOptionalText(in),
                        Fields.readOptionalText(in)));
            }
            return new DifferenceReport(pipelineId, runId, rows);
        }
    }
}
