package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that a node tells a manager of. The response is an empty report, sent once the manager has stored them; the same row may
 * be sent again.
 *
 * @param subjectId what they belong to, as their kind says
 */
public record RowReport<R>(long pipelineId, long subjectId, List<R> rows) {
    public RowReport {
        rows = List.copyOf(rows);
    }

    /** The response to this report. */
    public RowReport<R> stored() {
        return new RowReport<>(pipelineId, subjectId, List.of());
    }

    /** The messages of one kind of rows. */
    public record Kind<R>(MessageType<RowReport<R>> type, MessageType<RowReport<R>> stored) {
        /** @param id of the report; the response has the next one */
        static <R> Kind<R> of(int id, String name, int maxBytes, Codec<R> row) {
            return new Kind<>(
                    new MessageType<>(id, name, maxBytes, new Rows<>(row)),
                    new MessageType<>(id + 1, name + " stored", 1 << 10, new Rows<>(row)));
        }
    }

    private record Rows<R>(Codec<R> row) implements Codec<RowReport<R>> {
        @Override
        public void write(RowReport<R> report, ByteBuf out) {
            out.writeLong(report.pipelineId);
            out.writeLong(report.subjectId);
            out.writeInt(report.rows.size());
            report.rows.forEach(one -> row.write(one, out));
        }

        @Override
        public RowReport<R> read(ByteBuf in) {
            long pipelineId = in.readLong();
            long subjectId = in.readLong();
            List<R> rows = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                rows.add(row.read(in));
            }
            return new RowReport<>(pipelineId, subjectId, rows);
        }
    }
}
