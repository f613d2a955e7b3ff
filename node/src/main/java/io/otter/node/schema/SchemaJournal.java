package io.otter.node.schema;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node's pipelines lately saw of their sources' tables, for a manager to show: the last statements, and the last
 * snapshot of each canal. No pipeline reads it. Thread-safe.
 */
public final class SchemaJournal {
    private static final int MOST_CHANGES = 1_000;

    @GuardedBy("this")
    private final Deque<SchemaChange> changes = new ArrayDeque<>();

    @GuardedBy("this")
    private final Map<String, SchemaSnapshot> snapshots = new HashMap<>();

    @GuardedBy("this")
    private long added;

    public synchronized void add(SchemaChange change) {
        changes.addLast(change);
        added++;
        if (changes.size() > MOST_CHANGES) {
            changes.removeFirst();
        }
    }

    public synchronized void add(SchemaSnapshot snapshot) {
        snapshots.put(snapshot.destination(), snapshot);
    }

    /** How many changes have ever been added. */
    public synchronized long added() {
        return added;
    }

    /** Those that were added after the first {@code count} and are still here, oldest first. */
    public synchronized List<SchemaChange> changesAfter(long count) {
        List<SchemaChange> later = new ArrayList<>();
        long number = added - changes.size();
        for (SchemaChange change : changes) {
            if (++number > count) {
                later.add(change);
            }
        }
        return later;
    }

    /** By canal. */
    public synchronized Map<String, SchemaSnapshot> snapshots() {
        return Map.copyOf(snapshots);
    }
}
