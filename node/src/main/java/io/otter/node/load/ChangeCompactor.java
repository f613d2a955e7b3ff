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
 * Reorders one table's changes of a unit to deletes, updates, inserts, so that many fit into one statement. Several
 * changes of one row are merged into one. A row without others costs only a hash lookup, so there is no need to skip
 * this when no row repeats. A row that was deleted and inserted again is deleted and inserted.
 *
 * <p>Not every list may be reordered. The source's order has to stay if a row changes its key, if two keys differ for
 * us but not for the target, if an update takes a unique key that another one releases, or if foreign keys are enforced
 * for some of the changes only. Neither may changes of one row be merged that has counters: between two of them the source may
 * have got what the target had added, which must not be added there again.
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

    /** @return the changes in an order in which they may be written; empty if only the source's order is safe */
    static Optional<List<TargetChange>> of(List<TargetChange> changes) {
        ChangeCompactor compactor = new ChangeCompactor(changes.size());
        TablePlan plan = changes.get(0).plan();
        boolean foreignKeysOff = changes.get(0).foreignKeysOff();
        for (TargetChange change : changes) {
            if (change.plan() != plan
                    || change.foreignKeysOff() != foreignKeysOff
                    || change.fault() != null
                    || change.resync()
                    || change.settles()
                    || !compactor.add(change)) {
                return Optional.empty();
            }
        }
        return compactor.handsOverUniqueKeys(plan) ? Optional.empty() : Optional.of(compactor.ordered());
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
        if (!change.plan().counters().isEmpty()) {
            return false;
        }
        TargetChange written = writes.get(place);
        TargetChange known = written != null ? written : Objects.requireNonNull(deletes.get(place));
        return Rows.sameValues(change.plan().key(), known.known(), change.known()) && merge(place, written, change);
    }

    /** @return false for a combination that no source produces */
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
            // The row may never have been inserted at the target, but a leftover must be deleted.
            boolean inserted = written.kind() == RowKind.INSERT;
            if (inserted && next.plan().isChecked()) {
                return false; // what is there may be a row of the target's own
            }
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

    /** The later image; columns missing from it are unchanged. */
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
