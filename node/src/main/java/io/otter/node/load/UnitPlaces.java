package io.otter.node.load;

import io.otter.node.batch.BatchTransaction;
import io.otter.node.transform.TargetChange;
import org.jspecify.annotations.Nullable;

/** Which source transaction last changed a row within a unit. For one unit, on its thread. */
final class UnitPlaces {
    private final Unit unit;
    /** Null until it is needed. */
    private @Nullable LongMap parts;

    UnitPlaces(Unit unit) {
        this.unit = unit;
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
