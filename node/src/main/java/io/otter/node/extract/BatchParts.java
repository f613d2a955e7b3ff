package io.otter.node.extract;

import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.SchemaNews;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch in two, in order and both under its number; perhaps cut through a transaction. */
record BatchParts(Batch first, Batch rest) {
    private static final int DDL_BYTES = 256;

    /**
     * Cuts off the beginning of a batch.
     *
     * @param batch of at least two changes
     * @param begin the place before it
     * @param most changes that the first part may have, which has no more than half of them
     */
    static BatchParts of(Batch batch, BinlogPosition begin, int most) {
        int room = (int) Math.min(most, (batch.rows() + 1) / 2);
        List<BatchTransaction> first = new ArrayList<>();
        List<BatchTransaction> rest = new ArrayList<>();
        BinlogPosition before = begin;
        for (BatchTransaction transaction : batch.transactions()) {
            List<SelectedChange> changes = transaction.changes();
            if (!rest.isEmpty() || room == 0) {
                rest.add(transaction);
            } else if (changes.size() <= room) {
                first.add(transaction);
                room -= changes.size();
            } else {
                first.add(piece(transaction, transaction.first(), false, changes.subList(0, room), before, null));
                rest.add(piece(
                        transaction,
                        false,
                        transaction.last(),
                        changes.subList(room, changes.size()),
                        transaction.end(),
                        transaction.schemas()));
                room = 0;
            }
            before = transaction.end();
        }
        return new BatchParts(batch(batch.processId(), first), batch(batch.processId(), rest));
    }

    /** Reading would have to begin before the transaction again if the rest of it never arrived. */
    private static BatchTransaction piece(
            BatchTransaction of,
            boolean first,
            boolean last,
            List<SelectedChange> changes,
            BinlogPosition end,
            @Nullable SchemaNews schemas) {
        return new BatchTransaction(
                first, last, changes, end, of.commitTimestampMillis(), schemas, of.copies(), of.origin());
    }

    private static Batch batch(long processId, List<BatchTransaction> transactions) {
        long rows = 0;
        long bytes = 0;
        for (BatchTransaction transaction : transactions) {
            rows += transaction.changes().size();
            for (SelectedChange change : transaction.changes()) {
                bytes += change.change() instanceof RowChange row ? row.bytes() : DDL_BYTES;
            }
        }
        return new Batch(processId, transactions, rows, bytes);
    }
}
