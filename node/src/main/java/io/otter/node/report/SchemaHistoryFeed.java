package io.otter.node.report;

import io.otter.common.json.Json;
import io.otter.communication.RpcConnection;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.node.schema.SchemaChange;
import io.otter.node.schema.SchemaSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sends what the schema histories of this node's pipelines have written since last time to a manager. Other threads
 * write the files: only complete lines and complete files are read. Used by the reporter's thread.
 */
final class SchemaHistoryFeed {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int CHANGES_PER_MESSAGE = 200;

    private final Path directory;
    private Map<Path, Long> takenBytes = new HashMap<>();
    private Map<Path, String> takenSnapshots = new HashMap<>();

    /** @param directory has one {@link io.otter.node.schema.FileSchemaStore} directory per pipeline */
    SchemaHistoryFeed(Path directory) {
        this.directory = directory;
    }

    /** Starts over for a newly connected manager, which may have nothing yet. */
    void begin() {
        takenBytes = new HashMap<>();
        takenSnapshots = new HashMap<>();
    }

    /** Sends what is new and waits for the manager to store it; whatever it does not store is sent again next time. */
    void deliver(RpcConnection manager) throws IOException, InterruptedException {
        for (Path history : list(directory)) {
            deliverChanges(history.resolve("changes.jsonl"), manager);
            for (Path snapshot : list(history)) {
                deliverSnapshot(history, snapshot, manager);
            }
        }
    }

    private void deliverChanges(Path file, RpcConnection manager) throws IOException, InterruptedException {
        long from = takenBytes.getOrDefault(file, 0L);
        byte[] lines = wholeLines(file, from);
        List<SchemaHistoryReport.Change> changes = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == '\n') {
                changes.add(report(Json.read(Arrays.copyOfRange(lines, begin, i), SchemaChange.class)));
                begin = i + 1;
            }
        }
        for (int i = 0; i < changes.size(); i += CHANGES_PER_MESSAGE) {
            List<SchemaHistoryReport.Change> some =
                    changes.subList(i, Math.min(i + CHANGES_PER_MESSAGE, changes.size()));
            request(manager, new SchemaHistoryReport(some, List.of()));
        }
        takenBytes.put(file, from + lines.length);
    }

    private void deliverSnapshot(Path history, Path file, RpcConnection manager)
            throws IOException, InterruptedException {
        String name = file.getFileName().toString();
        if (!name.matches("snapshot-\\d+\\.json") || name.compareTo(takenSnapshots.getOrDefault(history, "")) <= 0) {
            return;
        }
        SchemaSnapshot snapshot;
        try {
            snapshot = Json.read(Files.readAllBytes(file), SchemaSnapshot.class);
        } catch (NoSuchFileException e) {
            return; // replaced by newer ones
        }
        SchemaHistoryReport.Place place = new SchemaHistoryReport.Place(
                snapshot.destination(),
                snapshot.binlogFile(),
                snapshot.binlogOffset(),
                snapshot.binlogMasterId(),
                snapshot.binlogTimestamp());
        request(
                manager,
                new SchemaHistoryReport(
                        List.of(),
                        List.of(new SchemaHistoryReport.Snapshot(place, snapshot.data(), snapshot.extra()))));
        takenSnapshots.put(history, name);
    }

    private static void request(RpcConnection manager, SchemaHistoryReport report) throws InterruptedException {
        manager.request(SchemaHistoryReport.TYPE, report, SchemaHistoryReport.TAKEN, DEADLINE);
    }

    /** From an offset up to and including the last line break. */
    private static byte[] wholeLines(Path file, long from) throws IOException {
        if (!Files.exists(file)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            byte[] bytes = in.readAllBytes();
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return Arrays.copyOf(bytes, end);
        }
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

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
