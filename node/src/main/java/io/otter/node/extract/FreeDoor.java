package io.otter.node.extract;

import io.otter.common.error.OtterException;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.database.control.BufferTable;
import io.otter.node.batch.MaskedText;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.select.MappingTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of {@code retl.retl_buffer}: each is replaced by the row that it means, as the source has it now. A line about a table
 * that the log goes on to change is written once more, behind the change: the target has the table as it was before, and neither the
 * columns nor the values of then are to be had. Lines about tables that another pipeline may map are passed over; those that mean no
 * row are told of. One thread at a time.
 */
final class FreeDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FreeDoor.class);
    private static final int LINES_PER_STATEMENT = 500;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** In older installations they have the definition of a table read again. */
    private static final String DEFINITIONS = "CAETR";

    private final PipelineConfig pipeline;
    private final MappingTable mapping;
    private final SourceRows rows;
    private final TableAge age;
    private final FreeDoorCounts counts;
    private final SkippedEntries told;
    private FreeDoorTally tally = new FreeDoorTally();
    private long highestId = -1;
    private long lookedNanos = System.nanoTime() - LOOK_NANOS;

    FreeDoor(PipelineConfig pipeline, MappingTable mapping, SourceRows rows, TableAge age, FreeDoorCounts counts) {
        this.pipeline = pipeline;
        this.mapping = mapping;
        this.rows = rows;
        this.age = age;
        this.counts = counts;
        told = new SkippedEntries(pipeline.name(), System::nanoTime);
    }

    static boolean is(RowChange row) {
        return BufferTable.is(row.table().schema(), row.table().table());
    }

    /** For the lines of one batch. */
    Lines lines() {
        tally = new FreeDoorTally();
        return new Lines(tally);
    }

    /** What was looked up last is on its way. */
    void sent(long processId) {
        if (tally.isEmpty()) {
            return;
        }
        if (System.nanoTime() - lookedNanos >= LOOK_NANOS) {
            highestId = rows.highestBufferId().orElse(-1);
            lookedNanos = System.nanoTime();
        }
        counts.sent(processId, tally, highestId);
        tally = new FreeDoorTally();
        told.tell();
    }

    @Override
    public void close() {
        told.close();
    }

    /** See {@link #lines}. */
    final class Lines {
        private final FreeDoorTally tally;
        private final Map<TableName, Wanted> wanted = new LinkedHashMap<>();
        private final List<FreeDoorEntry> early = new ArrayList<>();

        private Lines(FreeDoorTally tally) {
            this.tally = tally;
        }

        /** @param at its place in the log. @param result takes what need not be looked up */
        void add(RowChange change, BinlogPosition at, List<SelectedChange> result) {
            Row after = change.after();
            if (after == null) {
                return; // a cleanup of the buffer table
            }
            FreeDoorEntry entry = FreeDoorEntry.of(change.table(), after);
            tally.line(entry);
            if (DEFINITIONS.indexOf(entry.type()) >= 0) {
                rows.forget();
                return;
            }
            Optional<TableName> name = nameOf(entry);
            if (name.isEmpty() && entry.tableId() <= 0) {
                refuse(entry, "FULL_NAME is not schema.table");
                return;
            }
            List<Long> pairs = name.map(table -> mapping.pairsOf(table.schema(), table.table()))
                    .orElse(List.of());
            if (pairs.isEmpty()) {
                tally.other(entry);
                return;
            }
            if (age.isChanged(name.get(), at)) {
                addEarly(entry);
                return;
            }
            Optional<SourceTable> table = name.flatMap(rows::table);
            if (table.isEmpty()) {
                refuse(entry, "the source has no table " + name.get());
            } else {
                add(entry, table.get(), pairs, result);
            }
        }

        /** A deletion is not put behind what the log has of the row since. */
        private void addEarly(FreeDoorEntry entry) {
            if (entry.type() == 'D') {
                refuse(entry, "its table was changed after it; write it again if the row is still to be deleted");
            } else {
                early.add(entry);
            }
        }

        private void add(FreeDoorEntry entry, SourceTable table, List<Long> pairs, List<SelectedChange> result) {
            TableSchema schema = table.schema();
            List<Integer> key = schema.primaryKey().stream().sorted().toList();
            Optional<String> wrong = LineFault.of(entry, schema, key);
            if (wrong.isPresent()) {
                refuse(entry, wrong.get());
            } else if (entry.type() == 'D') {
                result.add(new SelectedChange(deletion(schema, key, entry), pairs, true));
                tally.rows(1);
            } else {
                // The look-up binds values in key order; PK_DATA has them in column order.
                List<Object> values = new ArrayList<>();
                schema.primaryKey().forEach(index -> values.add(entry.key().get(key.indexOf(index))));
                wanted.computeIfAbsent(table.name(), any -> new Wanted(table, pairs, new LinkedHashMap<>()))
                        .lines()
                        .computeIfAbsent(values, any -> new ArrayList<>(1))
                        .add(entry);
            }
        }

        /** Looks up what was added of a transaction. */
        void lookUp(List<SelectedChange> result) {
            for (Wanted table : wanted.values()) {
                List<Row> found =
                        rows.find(table.table(), List.copyOf(table.lines().keySet()));
                for (Row row : found) {
                    RowChange insert =
                            new RowChange(table.table().schema(), RowKind.INSERT, null, row, row.bytes(), false);
                    result.add(new SelectedChange(insert, table.pairIds(), true));
                }
                tally.rows(found.size());
                if (found.size() < table.lines().size()) {
                    tellMissing(table, found);
                }
            }
            wanted.clear();
        }

        /** Call once all are looked up. */
        void writeAgain() {
            for (int from = 0; from < early.size(); from += LINES_PER_STATEMENT) {
                List<FreeDoorEntry> some = early.subList(from, Math.min(early.size(), from + LINES_PER_STATEMENT));
                try {
                    rows.addLines(some.stream().map(FreeDoorEntry::line).toList());
                } catch (OtterException e) {
                    if (e.code().isTransient()) {
                        throw e;
                    }
                    some.forEach(entry -> refuse(
                            entry,
                            "the table was changed after the line, which could not be written again behind the change ("
                                    + e.getMessage() + "); write it again"));
                }
            }
            if (!early.isEmpty()) {
                log.info(
                        "pipeline {}: {} lines of retl.retl_buffer were written again, as their tables were changed after them",
                        pipeline.name(),
                        early.size());
            }
        }

        /** Keys that are spelled otherwise than in their rows are looked up one by one. */
        private void tellMissing(Wanted table, List<Row> found) {
            TableSchema schema = table.table().schema();
            Set<List<String>> spelled = found.stream()
                    .map(row -> schema.primaryKey().stream()
                            .map(index -> text(row.get(index)))
                            .toList())
                    .collect(Collectors.toSet());
            int left = table.lines().size() - found.size();
            for (Map.Entry<List<Object>, List<FreeDoorEntry>> one :
                    table.lines().entrySet()) {
                if (left > 0 && !(tally.hasRoomForBadLines() && counts.hasRoomForBadLines())) {
                    tally.bad(left);
                    table.lines().values().forEach(lines -> lines.forEach(tally::stays));
                    return;
                }
                if (!spelled.contains(one.getKey().stream().map(String::valueOf).toList())
                        && rows.find(table.table(), List.of(one.getKey())).isEmpty()) {
                    one.getValue()
                            .forEach(entry -> refuse(
                                    entry,
                                    "the source has no such row in "
                                            + table.table().name()));
                    left--;
                }
            }
        }

        private void refuse(FreeDoorEntry entry, String reason) {
            tally.bad(hidesKeys(entry) ? entry.withoutKey(MaskedText.TEXT) : entry, reason);
            told.add(entry, reason);
        }
    }

    /** Whether a pair of the table, or of one that may be meant, masks columns of its key, which are not known for each line. */
    private boolean hidesKeys(FreeDoorEntry entry) {
        List<Long> pairs = nameOf(entry)
                .map(table -> mapping.pairsOf(table.schema(), table.table()))
                .orElse(List.of());
        return pipeline.pairs().stream()
                .filter(pair -> pairs.isEmpty() || pairs.contains(pair.id()))
                .anyMatch(pair -> masksKey(pair, entry));
    }

    private boolean masksKey(MediaPair pair, FreeDoorEntry entry) {
        List<String> masked = pair.columns().masked();
        Optional<TableSchema> table = nameOf(entry).flatMap(rows::table).map(SourceTable::schema);
        return !masked.isEmpty()
                && table.map(schema -> schema.primaryKey().stream()
                                .anyMatch(index -> MaskedText.isOne(
                                        masked, schema.columns().get(index).name())))
                        .orElse(true);
    }

    private static String text(@Nullable Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
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

    private static RowChange deletion(TableSchema table, List<Integer> key, FreeDoorEntry entry) {
        @Nullable Object[] values = new Object[table.columns().size()];
        Arrays.fill(values, Row.ABSENT);
        for (int i = 0; i < key.size(); i++) {
            values[key.get(i)] = entry.key().get(i);
        }
        Row row = new Row(values);
        return new RowChange(table, RowKind.DELETE, row, null, row.bytes(), false);
    }

    private record Wanted(SourceTable table, List<Long> pairIds, Map<List<Object>, List<FreeDoorEntry>> lines) {}
}
