package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.database.TableName;
import io.otter.node.batch.FencedException;
import io.otter.node.transform.TargetChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads units with {@link ParallelWriters}, then moves the position. Only what may be written once more goes that way, since the
 * position does not tell of it: after a fault, or a kill, the unit is written again in the source's order, where rows that
 * are there already are repaired. The other tables, and those that are heavier than one of them, are written with the
 * position. One thread owns it.
 */
final class RelaxedLoader {
    private static final Logger log = LoggerFactory.getLogger(RelaxedLoader.class);
    /** Fewer are quicker in one transaction. */
    private static final int FEWEST_CHANGES = 50;

    private final String pipeline;
    private final ParallelWriters writers;
    private final Map<Long, Integer> weights;
    private final UnitLoader inOrder;

    /** @param weights of the pairs, by their ids */
    RelaxedLoader(String pipeline, ParallelWriters writers, Map<Long, Integer> weights, UnitLoader inOrder) {
        this.pipeline = pipeline;
        this.writers = writers;
        this.weights = Map.copyOf(weights);
        this.inOrder = inOrder;
    }

    /**
     * Loads a unit.
     *
     * @throws OtterException for a fault that trying again cannot fix
     */
    Applied load(Unit unit) throws InterruptedException {
        if (!unit.whole() || unit.changes().stream().anyMatch(RelaxedLoader::isOnceOnly)) {
            return inOrder.load(unit);
        }
        TreeMap<Integer, List<ChangeGroup>> ahead = ahead(ChangeGroup.of(unit.changes()));
        Set<TableName> tables = ahead.values().stream()
                .flatMap(List::stream)
                .flatMap(sequence -> sequence.tables().stream())
                .collect(Collectors.toSet());
        Predicate<TargetChange> isAhead =
                change -> tables.contains(change.plan().target().name());
        List<TargetChange> written = unit.changes().stream().filter(isAhead).toList();
        if (written.size() < FEWEST_CHANGES) {
            return inOrder.load(unit);
        }
        try {
            writers.write(ahead);
        } catch (FencedException e) {
            throw e;
        } catch (SQLException | OtterException e) {
            log.info(
                    "pipeline {}: {} changes are written again in the source's order: {}",
                    pipeline,
                    unit.changes().size(),
                    e.getMessage());
            return inOrder.load(unit);
        }
        Applied applied = inOrder.load(unit.with(isAhead.negate()));
        UnitWriter.count(written, applied);
        return applied;
    }

    /** By weight: what may be written once more and has nothing lighter that may not. */
    private TreeMap<Integer, List<ChangeGroup>> ahead(List<ChangeGroup> sequences) {
        TreeMap<Integer, List<ChangeGroup>> byWeight = new TreeMap<>();
        int heaviest = Integer.MAX_VALUE;
        for (ChangeGroup sequence : sequences) {
            if (sequence.divisible()) {
                byWeight.computeIfAbsent(weight(sequence), weight -> new ArrayList<>())
                        .add(sequence);
            } else {
                heaviest = Math.min(heaviest, weight(sequence));
            }
        }
        byWeight.tailMap(heaviest, false).clear();
        return byWeight;
    }

    /** Of several pairs to one table the lightest counts. */
    private int weight(ChangeGroup sequence) {
        return sequence.changes().stream()
                .mapToInt(change -> weights.getOrDefault(change.plan().pairId(), 0))
                .min()
                .orElse(0);
    }

    private static boolean isOnceOnly(TargetChange change) {
        return change.resync() || change.plan().keys().alone();
    }
}
