package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a target refused, and updates about earlier ones. The response is an empty report, sent once the manager
 * has stored them; the same letter may be sent again.
 *
 * @param targetId the data media source that refused them
 */
public record DeadLetterReport(long pipelineId, long targetId, List<Letter> letters) {
    public static final MessageType<DeadLetterReport> TYPE =
            new MessageType<>(22, "dead letters", 64 << 20, new DeadLetters());
    public static final MessageType<DeadLetterReport> STORED =
            new MessageType<>(23, "dead letters stored", 1 << 10, new DeadLetters());

    public DeadLetterReport {
        letters = List.copyOf(letters);
    }

    /**
     * One row.
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
    public record Letter(
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
            boolean done) {}

    private static final class DeadLetters implements Codec<DeadLetterReport> {
        @Override
        public void write(DeadLetterReport report, ByteBuf out) {
            out.writeLong(report.pipelineId);
            out.writeLong(report.targetId);
            out.writeInt(report.letters.size());
            for (Letter letter : report.letters) {
                out.writeLong(letter.id);
                Fields.writeText(out, letter.sourceTable);
                Fields.writeText(out, letter.targetTable);
                Fields.writeText(out, letter.kind);
                Fields.writeText(out, letter.keyText);
                Fields.writeText(out, letter.keyData);
                Fields.writeText(out, letter.oldKeyData);
                Fields.writeOptionalText(out, letter.before);
                Fields.writeOptionalText(out, letter.after);
                Fields.writeText(out, letter.errorCode);
                Fields.writeText(out, letter.errorText);
                Fields.writeText(out, letter.position);
                out.writeLong(letter.commitTimeMillis);
                out.writeLong(letter.createdMillis);
                out.writeInt(letter.attempts);
                out.writeBoolean(letter.done);
            }
        }

        @Override
        public DeadLetterReport read(ByteBuf in) {
            long pipelineId = in.readLong();
            long targetId = in.readLong();
            List<Letter> letters = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                letters.add(new Letter(
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
                        in.readBoolean()));
            }
            return new DeadLetterReport(pipelineId, targetId, letters);
        }
    }
}
