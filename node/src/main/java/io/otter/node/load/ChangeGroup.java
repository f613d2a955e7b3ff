package io.otter.node.load;

import io.otter.database.ForeignKey;
import io.otter.database.TableName;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Changes of a unit that must be written in this order, and that no other sequence of the unit can collide with: those of one
 * table, or of all tables that foreign keys bind to each other.
 *
 * @param tables whose changes they are
 * @param divisible whether only changes of one row collide, each of which keeps its key and is written at most once after
 *     it was deleted; then the rows also end alike when all is written once more
 */
record ChangeGroup(Set<TableName> tables, List<TargetChange> changes, boolean divisible) {
    /** The key of all tables that foreign keys bind. */
    private static final TableName BOUND = new TableName("", "");

    private static final List<TargetChange> NONE = List.of();

    /** The sequences of some changes, in the order in which their tables come first. */
    static List<ChangeGroup> of(List<TargetChange> changes) {
        Map<TablePlan, List<TargetChange>> byPlan = new IdentityHashMap<>();
        for (TargetChange change : changes) {
            byPlan.putIfAbsent(change.plan(), NONE);
        }
        Set<TableName> bound = bound(byPlan.keySet());
        // Two plans may lead to one table (N:1, or two versions of a table): they stay in one sequence.
        Map<TableName, List<TargetChange>> byTable = new LinkedHashMap<>();
        for (TargetChange change : changes) {
            List<TargetChange> sequence = byPlan.getOrDefault(change.plan(), NONE);
            if (sequence == NONE) {
                TableName name = change.plan().target().name();
                sequence = byTable.computeIfAbsent(bound.contains(name) ? BOUND : name, table -> new ArrayList<>());
                byPlan.put(change.plan(), sequence);
            }
            sequence.add(change);
        }
        List<ChangeGroup> sequences = new ArrayList<>();
        byTable.forEach((table, list) ->
                sequences.add(table.equals(BOUND) ? new ChangeGroup(bound, list, false) : ofTable(table, list)));
        return sequences;
    }

    private static ChangeGroup ofTable(TableName table, List<TargetChange> changes) {
        TargetChange first = changes.get(0);
        boolean onlyRows = !first.plan().keys().hasUnique();
        if (changes.size() == 1) {
            return new ChangeGroup(
                    Set.of(table), changes, onlyRows && !first.plan().keys().changesRow(first));
        }
        Optional<List<TargetChange>> collapsed = ChangeCompactor.of(changes);
        return new ChangeGroup(Set.of(table), collapsed.orElse(changes), onlyRows && collapsed.isPresent());
    }

    private static Set<TableName> bound(Collection<TablePlan> plans) {
        Set<TableName> bound = new HashSet<>();
        for (TablePlan plan : plans) {
            for (ForeignKey key : plan.target().foreignKeys()) {
                bound.add(plan.target().name());
                bound.add(key.parent());
            }
        }
        return bound;
    }

    /** Parts that do not collide with each other, none much smaller than {@code fewest} changes, at most {@code most}. */
    List<List<TargetChange>> divided(int fewest, int most) {
        int count = Math.min(most, changes.size() / fewest);
        if (!divisible || count < 2) {
            return List.of(changes);
        }
        List<List<TargetChange>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new ArrayList<>(changes.size() / count + 16));
        }
        for (TargetChange change : changes) {
            int part = Math.floorMod(change.plan().keys().row(change), count);
            parts.get(part).add(change);
        }
        return parts;
    }
}
