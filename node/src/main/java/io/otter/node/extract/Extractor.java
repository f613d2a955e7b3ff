package io.otter.node.extract;

import io.otter.common.model.Consistency;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableName;
import io.otter.database.control.BufferTable;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.RowLog;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.select.MappingTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes rows with current data from the source: free-door entries, and every row with consistency MEDIA, are
 * replaced by the current row; columns missing from partial images are filled in. Looked up together, per batch and
 * table. One thread at a time.
 */
public final class Extractor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Extractor.class);
    private static final int LOOKED_UP_BYTES = 200;

    private final PipelineConfig pipeline;
    private final boolean media;
    private final boolean skipNoRow;
    private final MappingTable mapping;
    private final SourceRows rows;
    private final Answers answers;
    private final SkippedEntries refusals;
    private final RowLog rowLog;

    /** @param mapping of the pipeline */
    public Extractor(
            PipelineConfig pipeline, MappingTable mapping, Consistency consistency, DatabaseConnector connector) {
        this.pipeline = pipeline;
        media = consistency == Consistency.MEDIA;
        skipNoRow = pipeline.parameters().skipNoRow();
        this.mapping = mapping;
        rows = new SourceRows(pipeline.source(), connector);
        answers = new Answers(pipeline.origins(), mapping, rows);
        rowLog = new RowLog(log, pipeline.name());
        refusals = new SkippedEntries(pipeline.name(), System::nanoTime);
    }

    /** The batch with complete rows; the same instance when there is nothing to look up. */
    public Batch extract(Batch batch) {
        while (true) {
            try {
                return attempt(batch);
            } catch (SourceRows.LookAgainException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                log.info("pipeline {}: repeating the look-up in the source: {}", pipeline.name(), e.getMessage());
                rows.forget();
            }
        }
    }

    private Batch attempt(Batch batch) {
        boolean any = false;
        LookUp lookUp = new LookUp(rows);
        for (BatchTransaction transaction : batch.transactions()) {
            long loggedSeconds = loggedSeconds(transaction);
            for (SelectedChange change : transaction.changes()) {
                if (change.change() instanceof DdlChange) {
                    rows.forget();
                } else if (change.change() instanceof RowChange row) {
                    any |= isFreeDoor(row)
                            || Answers.is(row)
                            || isWanted(change, row) && lookUp.want(row.table(), key(row), loggedSeconds);
                }
            }
        }
        if (!any) {
            return batch;
        }
        lookUp.run();
        List<BatchTransaction> transactions =
                new ArrayList<>(batch.transactions().size());
        for (BatchTransaction transaction : batch.transactions()) {
            transactions.add(transaction.with(extract(transaction, lookUp)));
        }
        return new Batch(batch.processId(), transactions, batch.rows(), batch.bytes());
    }

    @Override
    public void close() {
        refusals.close();
        rows.close();
    }

    private boolean isWanted(SelectedChange change, RowChange row) {
        if (change.pairIds().isEmpty()) {
            return false; // a mark
        }
        return switch (row.kind()) {
            case DELETE -> false;
            case INSERT -> media || isPartial(row.table(), after(row));
            case UPDATE -> media || isPartial(row.table(), after(row).completedBy(before(row)));
        };
    }

    private static boolean isPartial(TableSchema table, Row image) {
        for (int i = 0; i < image.size(); i++) {
            if (image.get(i) == Row.ABSENT && !table.columns().get(i).generated()) {
                return true;
            }
        }
        return false;
    }

    /** An image with the row's key after the change. */
    private static Row key(RowChange row) {
        return row.kind() == RowKind.INSERT ? after(row) : after(row).completedBy(before(row));
    }

    private static long loggedSeconds(BatchTransaction transaction) {
        return TimeUnit.MILLISECONDS.toSeconds(transaction.commitTimestampMillis());
    }

    private List<SelectedChange> extract(BatchTransaction transaction, LookUp lookUp) {
        List<SelectedChange> result = new ArrayList<>(transaction.changes().size());
        Map<TableName, Wanted> freeDoor = new LinkedHashMap<>();
        for (SelectedChange change : transaction.changes()) {
            if (!(change.change() instanceof RowChange row)) {
                result.add(change);
            } else if (Answers.is(row)) {
                answers.settle(row).ifPresent(result::add);
            } else if (isFreeDoor(row)) {
                freeDoor(row, freeDoor, result);
            } else if (!isWanted(change, row) || !lookUp.isWanted(row.table(), key(row), loggedSeconds(transaction))) {
                // Of a table that has been changed since, the log itself goes on to say what became of the row.
                result.add(change);
            } else if (lookUp.rowOf(row.table(), key(row)).isEmpty()) {
                gone(change, row, result);
            } else if (media) {
                media(change, row, lookUp, result);
            } else {
                result.add(new SelectedChange(completed(row, lookUp), change.pairIds(), change.resync()));
            }
        }
        freeDoor.values().forEach(table -> lookUp(table, result));
        refusals.tell();
        return result;
    }

    private void gone(SelectedChange change, RowChange row, List<SelectedChange> result) {
        if (skipNoRow) {
            rowLog.warn(
                    "changed in " + row.table().schema() + "." + row.table().table()
                            + ", but no longer in the source, so they were skipped",
                    String.valueOf(key(row)));
        } else {
            // The log goes on to say what became of the row.
            result.add(change);
        }
    }

    private static void media(SelectedChange change, RowChange row, LookUp lookUp, List<SelectedChange> result) {
        TableSchema table = lookUp.table(row.table());
        Row now = lookUp.rowOf(row.table(), key(row)).orElseThrow();
        if (row.kind() == RowKind.UPDATE && lookUp.keyChanged(row.table(), before(row), key(row))) {
            result.add(new SelectedChange(
                    new RowChange(row.table(), RowKind.DELETE, row.before(), null, row.bytes(), row.foreignKeysOff()),
                    change.pairIds(),
                    true));
        }
        result.add(new SelectedChange(
                new RowChange(table, RowKind.INSERT, null, now, row.bytes(), row.foreignKeysOff()),
                change.pairIds(),
                true));
    }

    /**
     * An inserted row gets the columns that were left to their defaults. An updated row keeps what the log recorded;
     * the rest is filled into the before image, in case the row is missing at the target.
     */
    private static RowChange completed(RowChange row, LookUp lookUp) {
        Row now = lookUp.asLogged(row.table(), key(row)).orElseThrow();
        if (row.kind() == RowKind.INSERT) {
            return new RowChange(
                    row.table(), row.kind(), null, after(row).completedBy(now), row.bytes(), row.foreignKeysOff());
        }
        @Nullable Object[] unchanged = new Object[now.size()];
        for (int i = 0; i < unchanged.length; i++) {
            unchanged[i] = after(row).get(i) == Row.ABSENT ? now.get(i) : Row.ABSENT;
        }
        return new RowChange(
                row.table(),
                row.kind(),
                before(row).completedBy(new Row(unchanged)),
                row.after(),
                row.bytes(),
                row.foreignKeysOff());
    }

    private static Row after(RowChange row) {
        return Objects.requireNonNull(row.after());
    }

    private static Row before(RowChange row) {
        return Objects.requireNonNull(row.before());
    }

    private void freeDoor(RowChange change, Map<TableName, Wanted> wanted, List<SelectedChange> result) {
        Row after = change.after();
        if (after == null) {
            return; // a cleanup of the buffer table
        }
        FreeDoorEntry entry = FreeDoorEntry.of(change.table(), after);
        Optional<TableName> name = nameOf(entry);
        List<Long> pairs = name.map(table -> mapping.pairsOf(table.schema(), table.table()))
                .orElse(List.of());
        Optional<SourceTable> table = pairs.isEmpty() ? Optional.empty() : name.flatMap(rows::table);
        if (table.isEmpty()) {
            refuse(
                    entry,
                    "no mapped source table is named \"" + entry.fullName() + "\" or has the id " + entry.tableId());
            return;
        }
        TableSchema schema = table.get().schema();
        List<Integer> key = schema.primaryKey().stream().sorted().toList();
        if (key.isEmpty() || key.size() != entry.key().size()) {
            refuse(
                    entry,
                    "PK_DATA has " + entry.key().size() + " parts, the key of " + name.get() + " has " + key.size());
            return;
        }
        switch (entry.type()) {
            case 'D' -> result.add(new SelectedChange(deletion(schema, key, entry), pairs, true));
            case 'I', 'U' -> {
                // The look-up binds values in key order; PK_DATA has them in column order.
                List<Object> values = new ArrayList<>();
                schema.primaryKey().forEach(index -> values.add(entry.key().get(key.indexOf(index))));
                wanted.computeIfAbsent(name.get(), any -> new Wanted(table.get(), pairs, new ArrayList<>()))
                        .keys()
                        .add(values);
            }
            default -> refuse(entry, "TYPE \"" + entry.type() + "\" is none of I, U, D");
        }
    }

    private void lookUp(Wanted wanted, List<SelectedChange> result) {
        List<List<Object>> keys = wanted.keys().stream().distinct().toList();
        List<Row> found = rows.find(wanted.table(), keys);
        for (Row row : found) {
            result.add(new SelectedChange(
                    new RowChange(wanted.table().schema(), RowKind.INSERT, null, row, LOOKED_UP_BYTES, false),
                    wanted.pairIds(),
                    true));
        }
        if (found.size() < keys.size()) {
            log.info(
                    "pipeline {}: {} of {} looked-up rows of {}.{} are no longer in the source",
                    pipeline.name(),
                    keys.size() - found.size(),
                    keys.size(),
                    wanted.table().schema().schema(),
                    wanted.table().schema().table());
        }
    }

    private Optional<TableName> nameOf(FreeDoorEntry entry) {
        if (entry.tableId() > 0) {
            return pipeline.pairs().stream()
                    .filter(pair -> pair.source().id() == entry.tableId())
                    .map(pair ->
                            new TableName(pair.source().schema(), pair.source().table()))
                    .filter(name ->
                            !mapping.pairsOf(name.schema(), name.table()).isEmpty())
                    .findFirst()
                    .or(() -> split(entry.fullName()));
        }
        return split(entry.fullName());
    }

    private static Optional<TableName> split(String fullName) {
        int dot = fullName.indexOf('.');
        return dot > 0 && dot < fullName.length() - 1
                ? Optional.of(new TableName(fullName.substring(0, dot), fullName.substring(dot + 1)))
                : Optional.empty();
    }

    private void refuse(FreeDoorEntry entry, String reason) {
        refusals.add(entry, reason);
    }

    private static RowChange deletion(TableSchema table, List<Integer> key, FreeDoorEntry entry) {
        @Nullable Object[] values = new Object[table.columns().size()];
        Arrays.fill(values, Row.ABSENT);
        for (int i = 0; i < key.size(); i++) {
            values[key.get(i)] = entry.key().get(i);
        }
        return new RowChange(table, RowKind.DELETE, new Row(values), null, LOOKED_UP_BYTES, false);
    }

    private static boolean isFreeDoor(RowChange row) {
        return BufferTable.is(row.table().schema(), row.table().table());
    }

    private record Wanted(SourceTable table, List<Long> pairIds, List<List<Object>> keys) {}
}
