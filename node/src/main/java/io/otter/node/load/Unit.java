package io.otter.node.load;

import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.Batch;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.CopyStep;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.transform.TargetChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Complete source transactions, in log order, that become one target transaction; or a piece of one that is too large
 * to hold in memory.
 *
 * @param number grows by one, from 1, in log order
 * @param dependencies what must be committed before its changes may be written ahead of its turn
 * @param changes of all parts; empty if they only move the position
 * @param finished batches that are fully applied once this unit is
 */
record Unit(
        long number, Dependencies dependencies, List<Part> parts, List<TargetChange> changes, List<Batch> finished) {
    Unit {
        parts = List.copyOf(parts);
        finished = List.copyOf(finished);
    }

    /** Whether the target transaction ends with this unit. */
    boolean whole() {
        return parts.get(parts.size() - 1).transaction().last();
    }

    /** The site where its changes were made first; 0 if its transaction need not carry one. */
    int origin() {
        return parts.stream()
                .map(Part::transaction)
                .filter(transaction -> !transaction.changes().isEmpty())
                .mapToInt(BatchTransaction::origin)
                .findFirst()
                .orElse(0);
    }

    /** The changes that may be written before any other unit is committed, in log order. */
    List<TargetChange> free() {
        return dependencies.free(changes);
    }

    /** The other changes, in log order. */
    List<TargetChange> waiting() {
        return dependencies.waiting(changes);
    }

    BinlogPosition end() {
        return parts.get(parts.size() - 1).transaction().end();
    }

    /** What became known of the source's tables, in log order. */
    List<SchemaNews> schemas() {
        List<SchemaNews> news = new ArrayList<>();
        for (Part part : parts) {
            SchemaNews one = part.transaction().schemas();
            if (one != null) {
                news.add(one);
            }
        }
        return news;
    }

    /** What the parts mean for resyncs, in log order. */
    List<CopyStep> copies() {
        return parts.stream()
                .flatMap(part -> part.transaction().copies().stream())
                .toList();
    }

    /** The part that has a change. @param change its index */
    int partOf(int change) {
        int part = 0;
        while (parts.get(part).end() <= change) {
            part++;
        }
        return part;
    }

    /** The transactions before a part, as a unit that replaces this one in its turn, and finishes no batch. */
    Unit upTo(int part) {
        List<Part> before = parts.subList(0, part);
        return new Unit(
                number,
                Dependencies.NONE,
                before,
                changes.subList(0, before.get(part - 1).end()),
                List.of());
    }

    /** The same unit in its turn, reduced to the changes that are kept; the others are at the target already. */
    Unit with(Predicate<TargetChange> kept) {
        List<Part> others = new ArrayList<>();
        List<TargetChange> left = new ArrayList<>();
        int from = 0;
        for (Part part : parts) {
            changes.subList(from, part.end()).stream().filter(kept).forEach(left::add);
            others.add(new Part(part.transaction(), left.size()));
            from = part.end();
        }
        return new Unit(number, Dependencies.NONE, others, left, finished);
    }

    /**
     * A source transaction in the unit.
     *
     * @param end index after its last change among the unit's changes
     */
    record Part(BatchTransaction transaction, int end) {}
}
