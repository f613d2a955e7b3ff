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
 * Loads units with {@link ParallelWriters}, then moves the position. Only changes that may be written twice are loaded
 * this way, because the position does not cover them: after a fault or a kill, the unit is written again in source
 * order, repairing rows that are already there. Other tables, and tables with a higher weight than any of those, are
 * written together with the position. Confined to one thread.
 */
final class RelaxedLoader {
    private static final Logger log = LoggerFactory.getLogger(RelaxedLoader.class);
    /** Fewer are faster in one transaction. */
    private static final int FEWEST_CHANGES = 50;

    private final String pipeline;
    private final ParallelWriters writers;
    private final Map<Long, Integer> weights;
    private final UnitLoader inOrder;

    /** @param weights by pair id */
    RelaxedLoader(String pipeline, ParallelWriters writers, Map<Long, Integer> weights, UnitLoader inOrder) {
        this.pipeline = pipeline;
        this.writers = writers;
        this.weights = Map.copyOf(weights);
        this.inOrder = inOrder;
    }

    /**
     * Loads a unit.
     *
     * @throws OtterException for a fault that retrying cannot fix
     */
    Applied load(Unit unit) throws InterruptedException {
        if (!unit.whole() || unit.changes().stream().anyMatch(RelaxedLoader::isOnceOnly)) {
            return inOrder.load(unit);
        }
        TreeMap<Integer, List<ChangeGroup>> ahead = ahead(ChangeGroup.of(unit.changes()));
        Set<TableName> tables = ahead.values().stream()
                .flatMap(List::stream)
                .flatMap(group -> group.tables().stream())
                .collect(Collectors.toSet());
        Predicate<TargetChange> isAhead =
                change -> tables.contains(change.plan().target().name());
        List<TargetChange> written = unit.changes().stream().filter(isAhead).toList();
        if (written.size() < FEWEST_CHANGES) {
            return inOrder.load(unit);
        }
        try {
            writers.write(ahead, unit.origin());
        } catch (FencedException e) {
            throw e;
        } catch (SQLException | OtterException e) {
            log.info(
                    "pipeline {}: {} changes are rewritten in source order: {}",
                    pipeline,
                    unit.changes().size(),
                    e.getMessage());
            return inOrder.load(unit);
        }
        Applied applied = inOrder.load(unit.with(isAhead.negate()));
        UnitWriter.count(written, applied);
        return applied;
    }

    /** By weight, the groups that may be written twice and have no lighter group that may not. */
    private TreeMap<Integer, List<ChangeGroup>> ahead(List<ChangeGroup> groups) {
        TreeMap<Integer, List<ChangeGroup>> byWeight = new TreeMap<>();
        int heaviest = Integer.MAX_VALUE;
        for (ChangeGroup group : groups) {
            if (group.divisible()) {
                byWeight.computeIfAbsent(weight(group), weight -> new ArrayList<>())
                        .add(group);
            } else {
                heaviest = Math.min(heaviest, weight(group));
            }
        }
        byWeight.tailMap(heaviest, false).clear();
        return byWeight;
    }

    /** The lightest weight of all pairs to the table. */
    private int weight(ChangeGroup group) {
        return group.changes().stream()
                .mapToInt(change -> weights.getOrDefault(change.plan().pairId(), 0))
                .min()
                .orElse(0);
    }

    private static boolean isOnceOnly(TargetChange change) {
        return change.resync() || change.plan().keys().alone() || change.plan().isChecked();
    }
}
