package io.otter.node.load;

import io.otter.node.batch.BatchTransaction;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which source transaction last changed a row within a unit. For one unit, on its thread. */
final class UnitPlaces {
    private final Unit unit;
    /** Null until it is needed. */
    private @Nullable LongMap parts;

    UnitPlaces(Unit unit) {
        this.unit = unit;
    }

    /**
     * Whether the row that a foreign key of an update refers to is yet to come: MySQL 9.6 and later log the rows that follow a row to
     * its new key ahead of it.
     */
    boolean bringsParentOf(TargetChange update) {
        Row after = update.after();
        if (update.kind() != RowKind.UPDATE || after == null) {
            return false;
        }
        List<TargetChange> changes = unit.changes();
        for (int i = changes.size() - 1; i >= 0 && changes.get(i) != update; i--) {
            if (isParent(changes.get(i), update.plan(), after.completedBy(update.known()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isParent(TargetChange change, TablePlan child, Row row) {
        Row parent = change.after();
        return change.kind() == RowKind.UPDATE
                && parent != null
                && child.target().foreignKeys().stream()
                        .filter(reference ->
                                reference.parent().equals(change.plan().target().name()))
                        .anyMatch(reference -> {
                            List<Object> values = child.values(row, reference.columns());
                            return !values.isEmpty()
                                    && values.equals(change.plan().values(parent, reference.parentColumns()));
                        });
    }

    BatchTransaction of(TargetChange change) {
        int part = 0;
        if (unit.parts().size() > 1) {
            LongMap known = parts;
            if (known == null) {
                known = new LongMap(unit.changes().size());
                for (int i = 0; i < unit.changes().size(); i++) {
                    TargetChange one = unit.changes().get(i);
                    known.put(one.plan().keys().row(one), unit.partOf(i) + 1);
                }
                parts = known;
            }
            part = (int) Math.max(0, known.get(change.plan().keys().row(change)) - 1);
        }
        return unit.parts().get(part).transaction();
    }
}
