package io.otter.node.transform;

import io.otter.database.ColumnMeta;
import io.otter.database.ForeignKey;
import io.otter.database.TableMeta;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an updated row that are sent in syncMode FIELD: those that changed, with their entire groups; keys, so
 * that the load side can detect dependencies between rows; and columns that the target would otherwise set to the
 * current time.
 */
final class FieldView {
    private final BitSet mapped = new BitSet();
    private final BitSet always = new BitSet();
    private final List<BitSet> groups;

    /** @param columnGroups names of source columns */
    FieldView(
            TableSchema source,
            TableMeta target,
            List<ColumnMapping> columns,
            List<ColumnMapping> key,
            List<List<String>> columnGroups) {
        for (ColumnMapping column : columns) {
            mapped.set(column.source());
            boolean touched =
                    target.column(column.target()).map(ColumnMeta::onUpdate).orElse(false);
            if (touched || inKey(target, column.target())) {
                always.set(column.source());
            }
        }
        key.forEach(column -> always.set(column.source()));
        groups = columnGroups.stream().map(group -> indexes(source, group)).toList();
    }

    /** The after image reduced to the columns to send; empty when no mapped column changed. */
    Optional<Row> changed(Row before, Row after) {
        BitSet sent = new BitSet();
        for (int i = mapped.nextSetBit(0); i >= 0; i = mapped.nextSetBit(i + 1)) {
            if (after.get(i) != Row.ABSENT && !Objects.deepEquals(before.get(i), after.get(i))) {
                sent.set(i);
            }
        }
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        groups.stream().filter(sent::intersects).toList().forEach(sent::or);
        sent.or(always);
        @Nullable Object[] values = new Object[after.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = sent.get(i) ? after.get(i) : Row.ABSENT;
        }
        return Optional.of(new Row(values));
    }

    private static boolean inKey(TableMeta target, String column) {
        return target.primaryKey().stream().anyMatch(column::equalsIgnoreCase)
                || target.uniqueKeys().stream().map(UniqueKey::columns).anyMatch(key -> contains(key, column))
                || target.foreignKeys().stream().map(ForeignKey::columns).anyMatch(key -> contains(key, column));
    }

    private static boolean contains(List<String> names, String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static BitSet indexes(TableSchema source, List<String> names) {
        BitSet indexes = new BitSet();
        for (int i = 0; i < source.columns().size(); i++) {
            Column column = source.columns().get(i);
            if (contains(names, column.name())) {
                indexes.set(i);
            }
        }
        return indexes;
    }
}
