package io.otter.node.extract;

import io.otter.common.model.ConflictRule;
import io.otter.common.model.Origins;
import io.otter.database.TableName;
import io.otter.database.control.AnswerTable;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.conflict.RowImage;
import io.otter.node.select.MappingTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code retl.retl_answer}: what the source has after conflicts about rows, for pairs that settle them. One thread at a time. */
final class Answers {
    private static final int BYTES = 200;

    private final Origins origins;
    private final MappingTable mapping;
    private final SourceRows rows;

    Answers(Origins origins, MappingTable mapping, SourceRows rows) {
        this.origins = origins;
        this.mapping = mapping;
        this.rows = rows;
    }

    static boolean is(RowChange row) {
        return AnswerTable.is(row.table().schema(), row.table().table());
    }

    /** Empty if no pair here has to settle anything about the row. */
    Optional<SelectedChange> settle(RowChange entry) {
        Row after = entry.after();
        if (after == null || entry.kind() != RowKind.INSERT) {
            return Optional.empty();
        }
        TableName name = name(text(entry.table(), after, AnswerTable.FULL_NAME));
        List<Long> pairs = mapping.pairsOf(name.schema(), name.table()).stream()
                .filter(pair ->
                        origins.conflicts(pair).filter(ConflictRule::settles).isPresent())
                .toList();
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        // The image has the columns of then, whatever became of the table since.
        String image = text(entry.table(), after, AnswerTable.IMAGE);
        Optional<TableSchema> now = rows.table(name).map(SourceTable::schema);
        if (!image.isEmpty()) {
            TableSchema then = RowImage.table(now.orElseGet(() -> unknown(name)), image);
            Row row = RowImage.row(then, image);
            RowChange insert = new RowChange(then, RowKind.INSERT, null, row, BYTES + image.length(), false);
            return Optional.of(SelectedChange.settling(insert, pairs));
        }
        return now.map(table -> SelectedChange.settling(deletion(entry.table(), after, table, pairs), pairs));
    }

    private static TableSchema unknown(TableName name) {
        return new TableSchema(name.schema(), name.table(), List.of(), List.of(), List.of());
    }

    private RowChange deletion(TableSchema entries, Row entry, TableSchema table, List<Long> pairs) {
        @Nullable Object[] values = new Object[table.columns().size()];
        Arrays.fill(values, Row.ABSENT);
        List<Object> key = RowImage.key(text(entries, entry, AnswerTable.ROW_KEY));
        for (int i = 0; i < key.size() && i < table.primaryKey().size(); i++) {
            values[table.primaryKey().get(i)] = key.get(i);
        }
        String version = text(entries, entry, AnswerTable.DELETED_VERSION);
        if (!version.isEmpty()) {
            String column =
                    origins.conflicts(pairs.get(0)).orElse(ConflictRule.STOP).column();
            for (int i = 0; i < values.length; i++) {
                boolean isVersion = table.columns().get(i).name().equalsIgnoreCase(column);
                values[i] = isVersion && values[i] == Row.ABSENT ? version : values[i];
            }
        }
        return new RowChange(table, RowKind.DELETE, new Row(values), null, BYTES, false);
    }

    private static TableName name(String full) {
        int dot = full.indexOf('.');
        return new TableName(full.substring(0, Math.max(0, dot)), full.substring(dot + 1));
    }

    private static String text(TableSchema table, Row row, String column) {
        for (int i = 0; i < table.columns().size(); i++) {
            Object value = row.get(i);
            if (table.columns().get(i).name().equalsIgnoreCase(column) && value != null && value != Row.ABSENT) {
                return value.toString();
            }
        }
        return "";
    }
}
