package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How far a pipeline is with the latest lines of {@code retl.retl_buffer}. Has no response.
 *
 * @param startedMillis by the node's clock, milliseconds since the epoch, as {@code heardMillis} is: the latest line
 * @param lines that are done: their rows are at the target
 * @param remaining lines of the buffer that come after those, about; -1 when unknown
 * @param rows that were sent
 * @param bad lines that mean no row, and of which {@code badLines} has the first
 * @param others tables that the pipeline does not map
 */
public record FreeDoorReport(
        long pipelineId,
        long startedMillis,
        long heardMillis,
        long lines,
        long remaining,
        long rows,
        long bad,
        List<BadLine> badLines,
        List<Other> others) {
    public static final MessageType<FreeDoorReport> TYPE =
            new MessageType<>(36, "free door", 4 << 20, new Reports(), 4);

    private static final int LONGEST_TEXT = 1_000;

    public FreeDoorReport {
        badLines = List.copyOf(badLines);
        others = List.copyOf(others);
    }

    /** A line by its id, with its table and key as written, and why it means no row. */
    public record BadLine(long id, String table, String key, String reason) {
        public BadLine {
            table = Fields.shorten(table, LONGEST_TEXT);
            key = Fields.shorten(key, LONGEST_TEXT);
            reason = Fields.shorten(reason, LONGEST_TEXT);
        }
    }

    /**
     * Lines about a table that perhaps another pipeline maps.
     *
     * @param tableId of the source media; not positive if the line names its table
     * @param ids of the first of them
     */
    public record Other(String table, long tableId, long lines, List<Long> ids) {
        public Other {
            table = Fields.shorten(table, LONGEST_TEXT);
            ids = List.copyOf(ids);
        }
    }

    private static final class Reports implements Codec<FreeDoorReport> {
        @Override
        public void write(FreeDoorReport report, ByteBuf out) {
            out.writeLong(report.pipelineId);
            out.writeLong(report.startedMillis);
            out.writeLong(report.heardMillis);
            out.writeLong(report.lines);
            out.writeLong(report.remaining);
            out.writeLong(report.rows);
            out.writeLong(report.bad);
            out.writeInt(report.badLines.size());
            for (BadLine line : report.badLines) {
                out.writeLong(line.id);
                Fields.writeText(out, line.table);
                Fields.writeText(out, line.key);
                Fields.writeText(out, line.reason);
            }
            out.writeInt(report.others.size());
            for (Other other : report.others) {
                Fields.writeText(out, other.table);
                out.writeLong(other.tableId);
                out.writeLong(other.lines);
                out.writeInt(other.ids.size());
                other.ids.forEach(out::writeLong);
            }
        }

        @Override
        public FreeDoorReport read(ByteBuf in) {
            return new FreeDoorReport(
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    list(
                            in,
                            bytes -> new BadLine(
                                    bytes.readLong(),
                                    Fields.readText(bytes),
                                    Fields.readText(bytes),
                                    Fields.readText(bytes))),
                    list(
                            in,
                            bytes -> new Other(
                                    Fields.readText(bytes),
                                    bytes.readLong(),
                                    bytes.readLong(),
                                    list(bytes, ByteBuf::readLong))));
        }

        private static <T> List<T> list(ByteBuf in, Function<ByteBuf, T> item) {
            List<T> items = new ArrayList<>();
            for (int left = Fields.readCount(in); left > 0; left--) {
                items.add(item.apply(in));
            }
            return items;
        }
    }
}
