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
 * Changes of a unit that must be written in this order and cannot conflict with any other group of the unit: those of
 * one table, or of all tables that foreign keys connect.
 *
 * @param tables the tables of these changes
 * @param divisible whether only changes of the same row conflict, and each row keeps its key and is written at most
 *     once after a delete; writing all changes a second time then gives the same result
 */
record ChangeGroup(Set<TableName> tables, List<TargetChange> changes, boolean divisible) {
    /** Stands for all tables connected by foreign keys. */
    private static final TableName BOUND = new TableName("", "");

    private static final List<TargetChange> NONE = List.of();

    /** The groups of these changes, in the order in which their tables first occur. */
    static List<ChangeGroup> of(List<TargetChange> changes) {
        Map<TablePlan, List<TargetChange>> byPlan = new IdentityHashMap<>();
        for (TargetChange change : changes) {
            byPlan.putIfAbsent(change.plan(), NONE);
        }
        Set<TableName> bound = bound(byPlan.keySet());
        // Two plans may have the same target table (N:1, or two versions of a table); they share a group.
        Map<TableName, List<TargetChange>> byTable = new LinkedHashMap<>();
        for (TargetChange change : changes) {
            List<TargetChange> group = byPlan.getOrDefault(change.plan(), NONE);
            if (group == NONE) {
                TableName name = change.plan().target().name();
                group = byTable.computeIfAbsent(bound.contains(name) ? BOUND : name, table -> new ArrayList<>());
                byPlan.put(change.plan(), group);
            }
            group.add(change);
        }
        List<ChangeGroup> groups = new ArrayList<>();
        byTable.forEach((table, list) ->
                groups.add(table.equals(BOUND) ? new ChangeGroup(bound, list, false) : ofTable(table, list)));
        return groups;
    }

    private static ChangeGroup ofTable(TableName table, List<TargetChange> changes) {
        TargetChange first = changes.get(0);
        boolean onlyRows = !first.plan().keys().hasUnique();
        if (changes.size() == 1) {
            return new ChangeGroup(
                    Set.of(table), changes, onlyRows && !first.plan().keys().changesRow(first));
        }
        Optional<List<TargetChange>> compacted = ChangeCompactor.of(changes);
        return new ChangeGroup(Set.of(table), compacted.orElse(changes), onlyRows && compacted.isPresent());
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

    /** At most {@code most} parts that do not conflict with each other, of about {@code fewest} changes or more. */
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
