package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Entries of a node's schema history for the manager's tables {@code meta_history} and {@code meta_snapshot}. Sent
 * again after every reconnection, so storing an entry twice must have no effect. The response is {@link #TAKEN}.
 */
public record SchemaHistoryReport(List<Change> changes, List<Snapshot> snapshots) {
    public static final MessageType<SchemaHistoryReport> TYPE =
            new MessageType<>(31, "schema history", 64 << 20, new Histories());
    /** The number of entries that were new to the manager. */
    public static final MessageType<Integer> TAKEN = new MessageType<>(32, "schema history taken", 16, new Counts());

    public SchemaHistoryReport {
        changes = List.copyOf(changes);
        snapshots = List.copyOf(snapshots);
    }

    /** A position in a canal's log. @param timestamp milliseconds since the epoch, 0 if unknown */
    public record Place(String destination, String file, long offset, String masterId, long timestamp) {}

    /** A DDL. */
    public record Change(
            Place place,
            String useSchema,
            String sqlSchema,
            String sqlTable,
            String sqlText,
            String sqlType,
            String extra) {}

    /** All tables at a position. @param data JSON */
    public record Snapshot(Place place, String data, String extra) {}

    private static final class Histories implements Codec<SchemaHistoryReport> {
        @Override
        public void write(SchemaHistoryReport report, ByteBuf out) {
            out.writeInt(report.changes.size());
            for (Change change : report.changes) {
                write(change.place, out);
                Fields.writeText(out, change.useSchema);
                Fields.writeText(out, change.sqlSchema);
                Fields.writeText(out, change.sqlTable);
                Fields.writeText(out, change.sqlText);
                Fields.writeText(out, change.sqlType);
                Fields.writeText(out, change.extra);
            }
            out.writeInt(report.snapshots.size());
            for (Snapshot snapshot : report.snapshots) {
                write(snapshot.place, out);
                Fields.writeText(out, snapshot.data);
                Fields.writeText(out, snapshot.extra);
            }
        }

        @Override
        public SchemaHistoryReport read(ByteBuf in) {
            List<Change> changes = readList(
                    in,
                    from -> new Change(
                            place(from),
                            Fields.readText(from),
                            Fields.readText(from),
                            Fields.readText(from),
                            Fields.readText(from),
                            Fields.readText(from),
                            Fields.readText(from)));
            return new SchemaHistoryReport(
                    changes,
                    readList(in, from -> new Snapshot(place(from), Fields.readText(from), Fields.readText(from))));
        }

        private static <T> List<T> readList(ByteBuf in, Function<ByteBuf, T> element) {
            int count = Fields.readCount(in);
            List<T> elements = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                elements.add(element.apply(in));
            }
            return elements;
        }

        private static void write(Place place, ByteBuf out) {
            Fields.writeText(out, place.destination);
            Fields.writeText(out, place.file);
            out.writeLong(place.offset);
            Fields.writeText(out, place.masterId);
            out.writeLong(place.timestamp);
        }

        private static Place place(ByteBuf in) {
            return new Place(
                    Fields.readText(in), Fields.readText(in), in.readLong(), Fields.readText(in), in.readLong());
        }
    }

    private static final class Counts implements Codec<Integer> {
        @Override
        public void write(Integer count, ByteBuf out) {
            out.writeInt(count);
        }

        @Override
        public Integer read(ByteBuf in) {
            return in.readInt();
        }
    }
}
