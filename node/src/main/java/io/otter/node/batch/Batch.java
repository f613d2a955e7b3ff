package io.otter.node.batch;

import java.util.List;

/**
 * One process: source transactions, in log order, on their way to the target.
 *
 * @param processId grows by one within a run, from 1
 * @param rows mapped rows
 * @param bytes what it weighs against a byte budget
 */
public record Batch(long processId, List<BatchTransaction> transactions, long rows, long bytes) {
    public Batch {
        transactions = List.copyOf(transactions);
    }
}
