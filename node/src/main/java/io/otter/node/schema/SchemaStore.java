package io.otter.node.schema;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.util.List;
import java.util.Optional;

/** Keeps one canal's schema history durably. Used by one thread. Every method throws {@link OtterException} when it cannot. */
public interface SchemaStore {
    /** Oldest first. */
    List<SchemaSnapshot> snapshots();

    /** In the order they were appended. */
    List<SchemaChange> changes();

    /**
     * Up to where {@link #changes} is known to hold every DDL of the log, besides what was appended since; empty when that was
     * never noted.
     */
    Optional<BinlogPosition> complete();

    /** Notes that nothing is missing up to here; returns when that is on disk. */
    void complete(BinlogPosition at);

    /** Returns when the change is on disk. */
    void append(SchemaChange change);

    /** Returns when the snapshot is on disk; old ones may go. */
    void save(SchemaSnapshot snapshot);
}
