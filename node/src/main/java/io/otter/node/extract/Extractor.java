package io.otter.node.extract;

import io.otter.common.model.Consistency;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
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
import io.otter.node.schema.LaterChanges;
import io.otter.node.select.MappingTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes rows with current data from the source: free-door entries, and every row with consistency MEDIA, are
 * replaced by the current row; columns missing from partial images are filled in. Looked up together, per batch and
 * table; a batch whose rows take much memory becomes several. One thread at a time.
 */
public final class Extractor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Extractor.class);
    private final String pipeline;
    private final boolean media;
    private final boolean skipNoRow;
    private final SourceRows rows;
    private final TableAge age;
    private final Answers answers;
    private final FreeDoor freeDoor;
    private final Optional<FreeDoorPurge> purge;
    private final RowLog rowLog;

    /** Up to where batches came, null at the beginning. */
    private @Nullable BinlogPosition reached;

    private long handedOver;
    /** What a row took that was looked up last, about. */
    private long rowBytes;

    /** Takes batches as they are ready. */
    public interface Sink {
        /** @param selected what of the batch it was before. @param complete has no more than can be held in memory */
        void take(Batch selected, Batch complete) throws InterruptedException;
    }

    /**
     * @param mapping of the pipeline
     * @param begin where the log is read from; null for a place that the first batch tells, which has nothing else
     * @param later of the same log
     * @param counts takes what came by the free door
     */
    public Extractor(
            PipelineConfig pipeline,
            MappingTable mapping,
            Consistency consistency,
            DatabaseConnector connector,
            @Nullable BinlogPosition begin,
            LaterChanges later,
            FreeDoorCounts counts) {
        this.pipeline = pipeline.name();
        media = consistency == Consistency.MEDIA;
        skipNoRow = pipeline.parameters().skipNoRow();
        rows = new SourceRows(pipeline.name(), pipeline.source(), connector);
        age = new TableAge(rows, later);
        reached = begin;
        answers = new Answers(pipeline.origins(), mapping, rows);
        rowLog = new RowLog(log, pipeline.name());
        freeDoor = new FreeDoor(pipeline, mapping, rows, age, counts);
        purge = pipeline.parameters().purgeFreeDoor()
                ? Optional.of(new FreeDoorPurge(pipeline, connector, counts))
                : Optional.empty();
    }

    /** Hands the batch on with complete rows, in one or more batches that are numbered anew. */
    public void extract(Batch batch, Sink sink) throws InterruptedException {
        BinlogPosition begin = reached == null ? batch.transactions().get(0).end() : reached;
        age.begin(begin);
        Deque<Batch> left = new ArrayDeque<>(List.of(batch));
        while (!left.isEmpty()) {
            Batch next = left.removeFirst();
            try {
                Batch complete = complete(next);
                long number = ++handedOver;
                freeDoor.sent(number);
                begin = next.transactions().get(next.transactions().size() - 1).end();
                sink.take(numbered(next, number), numbered(complete, number));
            } catch (LookedUp.TooLargeException e) {
                rowBytes = e.rowBytes();
                BatchParts parts = BatchParts.of(next, begin, e.most());
                left.addFirst(parts.rest());
                left.addFirst(parts.first());
            }
        }
        reached = begin;
    }

    private static Batch numbered(Batch batch, long number) {
        return batch.processId() == number
                ? batch
                : new Batch(number, batch.transactions(), batch.rows(), batch.bytes());
    }

    /** With complete rows; the same instance when there is nothing to look up. */
    private Batch complete(Batch batch) {
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
        int lines = 0;
        LookUp lookUp = new LookUp(rows, age);
        FreeDoor.Lines free = freeDoor.lines();
        for (BatchTransaction transaction : batch.transactions()) {
            for (SelectedChange change : transaction.changes()) {
                if (change.change() instanceof DdlChange) {
                    rows.forget();
                } else if (change.change() instanceof RowChange row) {
                    lines += FreeDoor.is(row) ? 1 : 0;
                    any |= FreeDoor.is(row)
                            || Answers.is(row)
                            || isWanted(change, row) && lookUp.want(row.table(), key(row), transaction);
                }
            }
        }
        if (!any) {
            return batch;
        }
        LookedUp looked = rows.looked();
        looked.begin(batch.rows() > 1);
        looked.expect(lookUp.size() + lines, rowBytes);
        lookUp.run();
        List<BatchTransaction> transactions =
                new ArrayList<>(batch.transactions().size());
        for (BatchTransaction transaction : batch.transactions()) {
            transactions.add(transaction.with(extract(transaction, lookUp, free)));
        }
        free.writeAgain();
        rowBytes = looked.rowBytes();
        return new Batch(batch.processId(), transactions, batch.rows(), batch.bytes() + looked.bytes());
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

    private List<SelectedChange> extract(BatchTransaction transaction, LookUp lookUp, FreeDoor.Lines lines) {
        List<SelectedChange> result = new ArrayList<>(transaction.changes().size());
        for (SelectedChange change : transaction.changes()) {
            if (!(change.change() instanceof RowChange row)) {
                result.add(change);
            } else if (Answers.is(row)) {
                answers.settle(row).ifPresent(result::add);
            } else if (FreeDoor.is(row)) {
                lines.add(row, transaction.end(), result);
            } else if (!isWanted(change, row) || !lookUp.isWanted(row.table(), key(row), transaction)) {
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
