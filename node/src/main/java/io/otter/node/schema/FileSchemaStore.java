package io.otter.node.schema;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * A directory with {@code changes.jsonl}, a change a line, and the last snapshots, a file each. Every write is synced;
 * a line that was cut short by a crash is dropped.
 */
public final class FileSchemaStore implements SchemaStore {
    private static final int KEPT_SNAPSHOTS = 8;

    private final Path directory;
    private final Path changes;

    /** @param directory created if missing; of one canal and one reader */
    public FileSchemaStore(Path directory) {
        this.directory = directory;
        this.changes = directory.resolve("changes.jsonl");
        try {
            Files.createDirectories(directory);
            dropTornLine();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void dropTornLine() throws IOException {
        if (!Files.exists(changes)) {
            return;
        }
        try (FileChannel file = FileChannel.open(changes, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long end = file.size();
            while (end > 0) {
                one.clear();
                file.read(one, end - 1);
                if (one.get(0) == '\n') {
                    break;
                }
                end--;
            }
            file.truncate(end);
        }
    }

    @Override
    public List<SchemaSnapshot> snapshots() {
        try {
            List<SchemaSnapshot> found = new ArrayList<>();
            for (Path file : snapshotFiles()) {
                found.add(Json.read(Files.readAllBytes(file), SchemaSnapshot.class));
            }
            return found;
        } catch (IOException | JacksonException e) {
            throw failed(e);
        }
    }

    @Override
    public List<SchemaChange> changes() {
        if (!Files.exists(changes)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(changes)) {
            return lines.map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), SchemaChange.class))
                    .toList();
        } catch (IOException | JacksonException e) {
            throw failed(e);
        }
    }

    @Override
    public void append(SchemaChange change) {
        byte[] json = Json.write(change);
        ByteBuffer line =
                ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
        try (FileChannel file = FileChannel.open(
                changes, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (line.hasRemaining()) {
                file.write(line);
            }
            file.force(true);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void save(SchemaSnapshot snapshot) {
        try {
            List<Path> old = snapshotFiles();
            long number = old.isEmpty() ? 1 : number(old.get(old.size() - 1)) + 1;
            Path target = directory.resolve("snapshot-%012d.json".formatted(number));
            Path temporary = directory.resolve("snapshot.tmp");
            try (FileChannel file = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(Json.write(snapshot));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            for (int i = 0; i <= old.size() - KEPT_SNAPSHOTS; i++) {
                Files.delete(old.get(i));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private List<Path> snapshotFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("snapshot-\\d+\\.json"))
                    .sorted()
                    .toList();
        }
    }

    private static long number(Path snapshot) {
        return Long.parseLong(snapshot.getFileName().toString().replaceAll("\\D", ""));
    }

    private OtterException failed(Exception e) {
        return new OtterException(
                ErrorCode.INTERNAL, "schema history in " + directory + ": " + e.getMessage() + ".", e);
    }
}
