package io.otter.node.load;

import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.transform.Rows;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One table's changes of a unit, brought into the order deletes, updates, inserts, in which many go into one statement. What
 * happened to a row several times is written once; a row that happened once costs a look into a hash table, so there is
 * nothing to gain by leaving this out where no row repeats. A row that was deleted and came again is deleted and inserted.
 *
 * <p>It is not for every list: where a row gets another key, where two rows are equal for the target and not for us, where an
 * update takes the unique key that another one frees, where foreign keys are looked at for some changes only, the source's
 * order is the right one and there is no other.
 */
final class ChangeCompactor {
    private final List<@Nullable TargetChange> deletes;
    private final List<@Nullable TargetChange> writes;
    private final LongMap places;

    private ChangeCompactor(int size) {
        deletes = new ArrayList<>(size);
        writes = new ArrayList<>(size);
        places = new LongMap(size);
    }

    /** @return the changes in the order that they may be written in; empty if only the source's order is right */
    static Optional<List<TargetChange>> of(List<TargetChange> changes) {
        ChangeCompactor collapse = new ChangeCompactor(changes.size());
        TablePlan plan = changes.get(0).plan();
        boolean foreignKeysOff = changes.get(0).foreignKeysOff();
        for (TargetChange change : changes) {
            if (change.plan() != plan
                    || change.foreignKeysOff() != foreignKeysOff
                    || change.fault() != null
                    || change.resync()
                    || !collapse.add(change)) {
                return Optional.empty();
            }
        }
        return collapse.handsOverUniqueKeys(plan) ? Optional.empty() : Optional.of(collapse.ordered());
    }

    private boolean add(TargetChange change) {
        if (change.plan().keys().changesRow(change)) {
            return false;
        }
        int place = (int) places.get(change.plan().keys().row(change)) - 1;
        if (place < 0) {
            boolean delete = change.kind() == RowKind.DELETE;
            deletes.add(delete ? change : null);
            writes.add(delete ? null : change);
            places.put(change.plan().keys().row(change), deletes.size());
            return true;
        }
        TargetChange written = writes.get(place);
        TargetChange known = written != null ? written : Objects.requireNonNull(deletes.get(place));
        return Rows.sameValues(change.plan().key(), known.known(), change.known()) && merge(place, written, change);
    }

    /** @return false for what a source does not do */
    private boolean merge(int place, @Nullable TargetChange written, TargetChange next) {
        if (written == null) {
            writes.set(place, next);
            return next.kind() == RowKind.INSERT;
        }
        if (next.kind() == RowKind.INSERT) {
            return false;
        }
        if (next.kind() == RowKind.UPDATE) {
            Row after = overlaid(Objects.requireNonNull(written.after()), Objects.requireNonNull(next.after()));
            writes.set(place, change(written, written.kind(), written.before(), after, false));
            return true;
        }
        writes.set(place, null);
        if (deletes.get(place) == null) {
            // What was inserted meanwhile need not be there, but a row that was left over goes.
            boolean inserted = written.kind() == RowKind.INSERT;
            deletes.set(place, change(written, RowKind.DELETE, written.known(), null, inserted));
        }
        return true;
    }

    private boolean handsOverUniqueKeys(TablePlan plan) {
        if (!plan.keys().hasUnique()) {
            return false;
        }
        LongMap freed = new LongMap(16);
        List<Long> taken = new ArrayList<>();
        for (TargetChange write : writes) {
            if (write != null && write.kind() == RowKind.UPDATE) {
                plan.keys().collectUnique(write, key -> freed.put(key, 1), taken::add);
            }
        }
        return taken.stream().anyMatch(key -> freed.get(key) != LongMap.NONE);
    }

    private List<TargetChange> ordered() {
        List<TargetChange> ordered = new ArrayList<>(writes.size());
        deletes.stream().filter(Objects::nonNull).forEach(ordered::add);
        addWrites(RowKind.UPDATE, ordered);
        addWrites(RowKind.INSERT, ordered);
        return ordered;
    }

    private void addWrites(RowKind kind, List<TargetChange> ordered) {
        for (TargetChange write : writes) {
            if (write != null && write.kind() == kind) {
                ordered.add(write);
            }
        }
    }

    private static TargetChange change(
            TargetChange like, RowKind kind, @Nullable Row before, @Nullable Row after, boolean resync) {
        return new TargetChange(like.plan(), kind, before, after, like.bytes(), resync, like.foreignKeysOff(), null);
    }

    /** The later image; what it does not carry has not changed. */
    private static Row overlaid(Row earlier, Row later) {
        @Nullable Object[] values = new Object[later.size()];
        boolean mixed = false;
        for (int i = 0; i < values.length; i++) {
            values[i] = later.get(i);
            if (values[i] == Row.ABSENT) {
                values[i] = earlier.get(i);
                mixed = true;
            }
        }
        return mixed ? new Row(values) : later;
    }
}
