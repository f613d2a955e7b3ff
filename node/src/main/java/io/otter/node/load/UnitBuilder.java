package io.otter.node.load;

import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.transform.TargetChange;
import java.util.ArrayList;
import java.util.List;

/** Collects source transactions until there is enough for a unit. One thread at a time. */
final class UnitBuilder {
    private final UnitSize size;
    private List<Unit.Part> parts = new ArrayList<>();
    private List<TargetChange> changes = new ArrayList<>();
    private List<Batch> finished = new ArrayList<>();
    private long bytes;
    private int origin;

    UnitBuilder(UnitSize size) {
        this.size = size;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    boolean isFull() {
        return changes.size() >= size.rows() || bytes >= size.bytes();
    }

    /** Whether the transaction was made elsewhere than what is collected, so that it needs a target transaction of its own. */
    boolean isOfAnother(BatchTransaction transaction) {
        return !changes.isEmpty() && !transaction.changes().isEmpty() && transaction.origin() != origin;
    }

    void add(BatchTransaction transaction, List<TargetChange> mapped) {
        for (TargetChange change : mapped) {
            bytes += change.bytes();
        }
        changes.addAll(mapped);
        origin = transaction.changes().isEmpty() ? origin : transaction.origin();
        parts.add(new Unit.Part(transaction, changes.size()));
    }

    /** Marks the end of a batch, after its last transaction was added. */
    void finish(Batch batch) {
        finished.add(batch);
    }

    /** Builds a unit from what was collected, and starts over. */
    Unit build(long number, ConflictGraph graph, long committed) {
        Unit unit = new Unit(number, graph.add(number, changes, committed), parts, changes, finished);
        parts = new ArrayList<>();
        changes = new ArrayList<>();
        finished = new ArrayList<>();
        bytes = 0;
        return unit;
    }
}
