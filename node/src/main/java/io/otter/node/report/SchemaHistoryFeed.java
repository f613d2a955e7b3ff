package io.otter.node.report;

import io.otter.communication.RpcConnection;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.node.schema.SchemaChange;
import io.otter.node.schema.SchemaJournal;
import io.otter.node.schema.SchemaSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends what is new in the journal of this node's schema histories to a manager. Used by the reporter's thread. */
final class SchemaHistoryFeed {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int CHANGES_PER_MESSAGE = 200;

    private final SchemaJournal journal;
    private long takenChanges;
    private Map<String, SchemaSnapshot> takenSnapshots = new HashMap<>();

    SchemaHistoryFeed(SchemaJournal journal) {
        this.journal = journal;
    }

    /** Starts over for a newly connected manager, which may have nothing yet. */
    void begin() {
        takenChanges = 0;
        takenSnapshots = new HashMap<>();
    }

    /** Sends what is new and waits for the manager to store it; whatever it does not store is sent again next time. */
    void deliver(RpcConnection manager) throws InterruptedException {
        long added = journal.added();
        List<SchemaHistoryReport.Change> changes = journal.changesAfter(takenChanges).stream()
                .map(SchemaHistoryFeed::report)
                .toList();
        for (int i = 0; i < changes.size(); i += CHANGES_PER_MESSAGE) {
            List<SchemaHistoryReport.Change> some =
                    changes.subList(i, Math.min(i + CHANGES_PER_MESSAGE, changes.size()));
            request(manager, new SchemaHistoryReport(some, List.of()));
        }
        takenChanges = added;
        for (Map.Entry<String, SchemaSnapshot> entry : journal.snapshots().entrySet()) {
            SchemaSnapshot snapshot = entry.getValue();
            if (!snapshot.equals(takenSnapshots.get(entry.getKey()))) {
                request(manager, new SchemaHistoryReport(List.of(), List.of(report(snapshot))));
                takenSnapshots.put(entry.getKey(), snapshot);
            }
        }
    }

    private static void request(RpcConnection manager, SchemaHistoryReport report) throws InterruptedException {
        manager.request(SchemaHistoryReport.TYPE, report, SchemaHistoryReport.TAKEN, DEADLINE);
    }

    private static SchemaHistoryReport.Snapshot report(SchemaSnapshot snapshot) {
        return new SchemaHistoryReport.Snapshot(
                new SchemaHistoryReport.Place(
                        snapshot.destination(),
                        snapshot.binlogFile(),
                        snapshot.binlogOffset(),
                        snapshot.binlogMasterId(),
                        snapshot.binlogTimestamp()),
                snapshot.data(),
                snapshot.extra());
    }

    private static SchemaHistoryReport.Change report(SchemaChange change) {
        return new SchemaHistoryReport.Change(
                new SchemaHistoryReport.Place(
                        change.destination(),
                        change.binlogFile(),
                        change.binlogOffset(),
                        change.binlogMasterId(),
                        change.binlogTimestamp()),
                change.useSchema(),
                change.sqlSchema(),
                change.sqlTable(),
                change.sqlText(),
                change.sqlType(),
                change.extra());
    }
}
