package io.otter.node.verify;

import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TableSchema;
import io.otter.node.snapshot.FoldedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What rows were between two marks in the log: the target, looked up after it had the first mark and before the second was
 * written, must have one of these. One thread at a time.
 */
final class LoggedStates {
    private final TableSides sides;
    private final Map<List<Object>, List<State>> states = new HashMap<>();
    private boolean unknown;

    /** @param row null if there was none */
    record State(@Nullable Row row) {}

    LoggedStates(TableSides sides, List<RowChange> changes) {
        this.sides = sides;
        for (RowChange change : changes) {
            add(change.table(), change.before(), change.after(), true);
            add(change.table(), change.after(), change.before(), false);
        }
    }

    /** In order; empty if the row did not change. */
    List<State> of(RowId id) {
        return states.getOrDefault(folded(id), List.of());
    }

    /** Whether some row changed of which the log does not have all that is compared. */
    boolean unknown() {
        return unknown;
    }

    private void add(TableSchema table, @Nullable Row image, @Nullable Row other, boolean first) {
        if (image == null) {
            return;
        }
        Row whole = first || other == null ? image : image.completedBy(other);
        Optional<Row> row = sides.asNow(table, whole);
        if (row.isEmpty()) {
            unknown = true;
            return;
        }
        List<State> of = states.computeIfAbsent(folded(sides.idOfSource(row.get())), any -> new ArrayList<>());
        // With another key before or after, there was none of this key then.
        boolean same = other != null
                && sides.asNow(table, other.completedBy(image))
                        .filter(one -> folded(sides.idOfSource(one)).equals(folded(sides.idOfSource(row.get()))))
                        .isPresent();
        if (first) {
            of.add(new State(row.get()));
            if (!same) {
                of.add(new State(null));
            }
        } else {
            if (!same) {
                of.add(new State(null));
            }
            of.add(new State(row.get()));
        }
    }

    private List<Object> folded(RowId id) {
        return FoldedKey.of(
                id.form(),
                sides.sourceKey().stream()
                        .map(index -> sides.source().schema().columns().get(index))
                        .toList());
    }
}
