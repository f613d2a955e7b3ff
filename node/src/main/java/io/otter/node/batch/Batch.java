package io.otter.node.batch;

import java.util.List;

/**
 * One process: source transactions, in log order, on their way to the target.
 *
 * @param processId grows by one within a run, starting at 1
 * @param rows number of mapped rows
 * @param bytes size counted against a byte budget
 */
public record Batch(long processId, List<BatchTransaction> transactions, long rows, long bytes) {
    public Batch {
        transactions = List.copyOf(transactions);
    }
}
