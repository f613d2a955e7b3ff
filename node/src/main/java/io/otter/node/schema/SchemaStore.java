package io.otter.node.schema;

import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import java.util.List;
import java.util.Optional;

/** Durable storage of a canal's schema history. Single-threaded; methods throw {@link OtterException} on failure. */
public interface SchemaStore {
    /** Oldest first. */
    List<SchemaSnapshot> snapshots();

    /** In the order in which they were appended. */
    List<SchemaChange> changes();

    /**
     * The position up to which {@link #changes} is known to include every DDL of the log, not counting later appends;
     * empty when never recorded.
     */
    Optional<BinlogPosition> complete();

    /** Records that nothing is missing up to this position; returns once that is on disk. */
    void complete(BinlogPosition at);

    /** Returns once the change is on disk. */
    void append(SchemaChange change);

    /** Returns once the snapshot is on disk; may delete old ones. */
    void save(SchemaSnapshot snapshot);
}
