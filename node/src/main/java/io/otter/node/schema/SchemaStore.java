package io.otter.node.schema;

import io.otter.common.error.OtterException;
import java.util.List;

/** Keeps one canal's schema history durably. Used by one thread. Every method throws {@link OtterException} when it cannot. */
public interface SchemaStore {
    /** Oldest first. */
    List<SchemaSnapshot> snapshots();

    /** In the order they were appended. */
    List<SchemaChange> changes();

    /** Returns when the change is on disk. */
    void append(SchemaChange change);

    /** Returns when the snapshot is on disk; old ones may go. */
    void save(SchemaSnapshot snapshot);
}
