package io.otter.node.extract;

import io.otter.common.model.Consistency;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
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
import java.util.List;
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
    private final String pipeline;
    private final boolean media;
    private final boolean skipNoRow;
    private final SourceRows rows;
    private final Answers answers;
    private final FreeDoor freeDoor;
    private final Optional<FreeDoorPurge> purge;
    private final RowLog rowLog;

    /** @param mapping of the pipeline. @param counts takes what came by the free door */
    public Extractor(
            PipelineConfig pipeline,
            MappingTable mapping,
            Consistency consistency,
            DatabaseConnector connector,
            FreeDoorCounts counts) {
        this.pipeline = pipeline.name();
        media = consistency == Consistency.MEDIA;
        skipNoRow = pipeline.parameters().skipNoRow();
        rows = new SourceRows(pipeline.name(), pipeline.source(), connector);
        answers = new Answers(pipeline.origins(), mapping, rows);
        rowLog = new RowLog(log, pipeline.name());
        freeDoor = new FreeDoor(pipeline, mapping, rows, counts);
        purge = pipeline.parameters().purgeFreeDoor()
                ? Optional.of(new FreeDoorPurge(pipeline, connector, counts))
                : Optional.empty();
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
                log.info("pipeline {}: repeating the look-up in the source: {}", pipeline, e.getMessage());
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
                    any |= FreeDoor.is(row)
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
        FreeDoorTally tally = new FreeDoorTally();
        for (BatchTransaction transaction : batch.transactions()) {
            transactions.add(transaction.with(extract(transaction, lookUp, freeDoor.lines(tally))));
        }
        freeDoor.sent(batch.processId(), tally);
        return new Batch(batch.processId(), transactions, batch.rows(), batch.bytes());
    }

    @Override
    public void close() {
        purge.ifPresent(FreeDoorPurge::close);
        freeDoor.close();
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

    private List<SelectedChange> extract(BatchTransaction transaction, LookUp lookUp, FreeDoor.Lines lines) {
        List<SelectedChange> result = new ArrayList<>(transaction.changes().size());
        for (SelectedChange change : transaction.changes()) {
            if (!(change.change() instanceof RowChange row)) {
                result.add(change);
            } else if (Answers.is(row)) {
                answers.settle(row).ifPresent(result::add);
            } else if (FreeDoor.is(row)) {
                lines.add(row, result);
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
        lines.lookUp(result);
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
}
