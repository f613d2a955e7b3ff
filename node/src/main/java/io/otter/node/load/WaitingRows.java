package io.otter.node.load;

import io.otter.database.ForeignKey;
import io.otter.node.binlog.Row;
import io.otter.node.conflict.RowImage;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that the other side has told of, but that refer to rows which are not here. Bounded: the oldest are forgotten, and the other side
 * tells of them again. Thread-safe.
 */
public final class WaitingRows {
    private static final int MOST_ROWS = 1_000;
    private static final long MOST_BYTES = 4 << 20;

    private final Map<String, TargetChange> rows = new LinkedHashMap<>();
    private long bytes;

    synchronized void add(TargetChange change) {
        over(change);
        rows.put(name(change), change);
        bytes += change.bytes();
        Iterator<TargetChange> oldest = rows.values().iterator();
        while (rows.size() > MOST_ROWS || bytes > MOST_BYTES && rows.size() > 1) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** It is here, or not there any more. */
    synchronized void over(TargetChange change) {
        if (!rows.isEmpty()) {
            TargetChange known = rows.remove(name(change));
            bytes -= known == null ? 0 : known.bytes();
        }
    }

    /** The rows that wait and to one of which a foreign key with these values may refer. */
    synchronized List<TargetChange> parents(ForeignKey reference, List<Object> values) {
        return rows.values().stream()
                .filter(row -> mayBeParent(row, reference, values))
                .toList();
    }

    /** Whether any of them may wait for a row. */
    synchronized boolean need(TargetChange parent) {
        return rows.values().stream()
                .flatMap(row -> references(row).entrySet().stream())
                .anyMatch(reference -> mayBeParent(parent, reference.getKey(), reference.getValue()));
    }

    private static boolean mayBeParent(TargetChange row, ForeignKey reference, List<Object> values) {
        return reference.parent().equals(row.plan().target().name())
                && row.plan().mayHave(image(row), reference.parentColumns(), values);
    }

    /** The rows to which a row refers by foreign keys, as the values of each. */
    static Map<ForeignKey, List<Object>> references(TargetChange change) {
        Map<ForeignKey, List<Object>> references = new LinkedHashMap<>();
        TablePlan plan = change.plan();
        for (ForeignKey reference : plan.target().foreignKeys()) {
            List<Object> values = plan.values(image(change), reference.columns());
            if (!values.isEmpty()) {
                references.put(reference, values);
            }
        }
        return references;
    }

    static Row image(TargetChange change) {
        Row after = change.after();
        return after == null ? change.known() : after.completedBy(change.known());
    }

    private static String name(TargetChange change) {
        return change.plan().targetName() + " " + RowImage.key(ConflictBook.key(change.plan(), change.known()));
    }
}
