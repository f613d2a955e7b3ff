package io.otter.node.snapshot;

import io.otter.database.TableName;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CopyStep;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.sql.TableMention.Role;
import io.otter.node.transform.DdlStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts chunks in place of their marks. Rows of tables that are being copied, or are still to be, are written whether or not
 * the target has them, as it has only some of the table. On the thread that follows the log.
 */
final class CopyMerger {
    private final Supplier<@Nullable CopyRun> present;
    private final Supplier<Set<Long>> asked;

    /** @param asked pairs that are being copied or are still to be */
    CopyMerger(Supplier<@Nullable CopyRun> present, Supplier<Set<Long>> asked) {
        this.present = present;
        this.asked = asked;
    }

    Batch merge(Batch batch) {
        CopyRun run = present.get();
        Set<Long> pairs = asked.get();
        if (run == null && pairs.isEmpty() && batch.transactions().stream().noneMatch(Mark::is)) {
            return batch;
        }
        List<BatchTransaction> transactions =
                new ArrayList<>(batch.transactions().size());
        long rows = batch.rows();
        long bytes = batch.bytes();
        for (BatchTransaction transaction : batch.transactions()) {
            if (!Mark.is(transaction)) {
                transactions.add(followed(transaction, run, pairs));
                continue;
            }
            Optional<LaneWindow.Merged> merged =
                    run == null ? Optional.empty() : run.closed(Mark.token(transaction.changes()));
            CopyStep step = merged.map(one -> one.entry().step()).orElse(null);
            if (run == null || merged.isEmpty() || step == null) {
                transactions.add(transaction.with(List.of()));
                continue;
            }
            transactions.add(transaction.with(changes(merged.get()), List.of(step)));
            rows += merged.get().rows().size();
            bytes += merged.get().bytes();
            run.sent(
                    batch.processId(),
                    merged.get().entry().table(),
                    step,
                    merged.get().bytes());
        }
        return new Batch(batch.processId(), transactions, rows, bytes);
    }

    private static List<SelectedChange> changes(LaneWindow.Merged merged) {
        Chunk chunk = merged.entry().chunk();
        if (chunk == null) {
            return List.of();
        }
        List<Long> pairIds = merged.entry().table().pairIds();
        int size =
                chunk.rows().isEmpty() ? 0 : (int) (chunk.bytes() / chunk.rows().size());
        List<SelectedChange> changes = new ArrayList<>(merged.rows().size());
        if (merged.entry().table().deletesGone()) {
            for (Row row : merged.gone()) {
                RowChange change = new RowChange(chunk.source().schema(), RowKind.DELETE, row, null, size, true);
                changes.add(new SelectedChange(change, pairIds, true));
            }
        }
        for (Row row : merged.rows()) {
            // Its parents may not be copied yet; at the source they are there.
            RowChange change = new RowChange(chunk.source().schema(), RowKind.INSERT, null, row, size, true);
            changes.add(new SelectedChange(change, pairIds, true));
        }
        return changes;
    }

    private static BatchTransaction followed(BatchTransaction transaction, @Nullable CopyRun run, Set<Long> pairs) {
        List<SelectedChange> changes = new ArrayList<>(transaction.changes().size());
        List<CopyStep> steps = new ArrayList<>();
        boolean any = false;
        for (SelectedChange change : transaction.changes()) {
            if (run != null && change.change() instanceof DdlChange ddl) {
                run.lanes().forEach(lane -> lane.window().disturbed());
                steps.addAll(run.beginAnew(replaced(ddl)));
            }
            SelectedChange followed = change;
            if (change.change() instanceof RowChange row) {
                boolean covered = run != null
                        && run.covers(row.table().schema(), row.table().table());
                if (run != null && covered) {
                    run.lanes().forEach(lane -> lane.window().changed(row));
                }
                if (covered || change.pairIds().stream().anyMatch(pairs::contains)) {
                    followed = lenient(change, row);
                }
            }
            any |= followed != change;
            changes.add(followed);
        }
        return any || !steps.isEmpty() ? transaction.with(changes, steps) : transaction;
    }

    /** Tables whose rows are others after the statement, although the log has none of them. */
    private static Set<TableName> replaced(DdlChange ddl) {
        Set<TableName> names = new HashSet<>();
        DdlStatement.parse(ddl).ifPresent(statement -> {
            statement.moves().forEach(move -> names.add(move.getValue()));
            if (statement.mentions().stream().anyMatch(mention -> mention.role() == Role.EXCHANGE)) {
                statement.mentions().forEach(mention -> names.add(mention.table()));
            }
        });
        return names;
    }

    private static SelectedChange lenient(SelectedChange change, RowChange row) {
        if (change.resync() || change.settles()) {
            return change;
        }
        Row before = row.before();
        Row after = row.after();
        if (after == null) {
            return new SelectedChange(row, change.pairIds(), true, change.fault());
        }
        if (before != null && (!isWhole(row.table(), after) || keyChanges(row.table(), before, after))) {
            return change;
        }
        RowChange unbound = new RowChange(row.table(), row.kind(), before, after, row.bytes(), true);
        return new SelectedChange(unbound, change.pairIds(), true, change.fault());
    }

    private static boolean isWhole(TableSchema table, Row after) {
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i) == Row.ABSENT && !table.columns().get(i).generated()) {
                return false;
            }
        }
        return true;
    }

    private static boolean keyChanges(TableSchema table, Row before, Row after) {
        return table.identity().isEmpty() || !new RowKey(table).of(before).equals(new RowKey(table).of(after));
    }
}
