package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that both sides of a two-way pair had changed. The response is an empty report, sent once the manager has stored them; the
 * same conflict may be sent again.
 *
 * @param targetId the data media source where they were decided
 */
public record ConflictReport(long pipelineId, long targetId, List<Conflict> conflicts) {
    public static final MessageType<ConflictReport> TYPE =
            new MessageType<>(26, "conflicts", 16 << 20, new Conflicts());
    public static final MessageType<ConflictReport> STORED =
            new MessageType<>(27, "conflicts stored", 1 << 10, new Conflicts());

    public ConflictReport {
        conflicts = List.copyOf(conflicts);
    }

    /**
     * One row.
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
    public record Conflict(
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
            long createdMillis) {}

    private static final class Conflicts implements Codec<ConflictReport> {
        @Override
        public void write(ConflictReport report, ByteBuf out) {
            out.writeLong(report.pipelineId);
            out.writeLong(report.targetId);
            out.writeInt(report.conflicts.size());
            for (Conflict conflict : report.conflicts) {
                out.writeLong(conflict.id);
                Fields.writeText(out, conflict.sourceTable);
                Fields.writeText(out, conflict.targetTable);
                Fields.writeText(out, conflict.kind);
                Fields.writeText(out, conflict.keyText);
                Fields.writeText(out, conflict.images);
                Fields.writeText(out, conflict.policy);
                out.writeBoolean(conflict.taken);
                Fields.writeText(out, conflict.position);
                out.writeLong(conflict.commitTimeMillis);
                out.writeLong(conflict.createdMillis);
            }
        }

        @Override
        public ConflictReport read(ByteBuf in) {
            long pipelineId = in.readLong();
            long targetId = in.readLong();
            List<Conflict> conflicts = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                conflicts.add(new Conflict(
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
                        in.readLong()));
            }
            return new ConflictReport(pipelineId, targetId, conflicts);
        }
    }
}
