package io.otter.node.select;

import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects transactions into a batch until it is full. One thread at a time. */
public final class BatchCutter {
    private static final int ENOUGH_ROWS = 1_000;

    private final int mostRows;
    private final long mostBytes;
    private final List<BatchTransaction> transactions = new ArrayList<>();
    private long rows;
    private long bytes;
    private long nextProcessId = 1;

    public BatchCutter(int mostRows, long mostBytes) {
        this.mostRows = mostRows;
        this.mostBytes = mostBytes;
    }

    /** @param pieceBytes size of the piece, including changes that are not mapped */
    public void add(BatchTransaction transaction, long pieceBytes) {
        int last = transactions.size() - 1;
        if (last >= 0 && movesPositionOnly(transactions.get(last)) && transaction.first()) {
            transactions.remove(last);
        }
        transactions.add(transaction);
        rows += transaction.changes().size();
        bytes += pieceBytes;
    }

    public boolean isFull() {
        return rows >= mostRows || bytes >= mostBytes;
    }

    /** Whether adding rows would save hardly any more. */
    public boolean hasEnough() {
        return rows >= ENOUGH_ROWS;
    }

    /** The collected batch, starting a new one; empty when there is nothing to hand over. */
    public Optional<Batch> cut() {
        if (transactions.isEmpty()) {
            return Optional.empty();
        }
        Batch batch = new Batch(nextProcessId++, transactions, rows, bytes);
        transactions.clear();
        rows = 0;
        bytes = 0;
        return Optional.of(batch);
    }

    private static boolean movesPositionOnly(BatchTransaction transaction) {
        return transaction.first()
                && transaction.last()
                && transaction.changes().isEmpty()
                && transaction.schemas() == null;
    }
}
