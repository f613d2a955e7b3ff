package io.otter.node.schema;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.position.BinlogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A directory with {@code changes.jsonl} (one change per line), the latest snapshots (one file each) and
 * {@code complete.json} (the position up to which nothing is missing). Every write is synced; a line cut short by a
 * crash is dropped, and a file that cannot be read is set aside.
 */
public final class FileSchemaStore implements SchemaStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileSchemaStore.class);
    private static final int KEPT_SNAPSHOTS = 8;

    private final Path directory;
    private final Path changes;
    private final Path complete;

    /** @param directory created if missing; exclusive to one canal and one reader */
    public FileSchemaStore(Path directory) {
        this.directory = directory;
        this.changes = directory.resolve("changes.jsonl");
        this.complete = directory.resolve("complete.json");
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
                read(file, SchemaSnapshot.class)
                        .filter(SchemaSnapshot::isWhole)
                        .ifPresentOrElse(found::add, () -> setAside(file));
            }
            return found;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public List<SchemaChange> changes() {
        List<SchemaChange> found = new ArrayList<>();
        if (Files.exists(changes)) {
            for (byte[] line : lines()) {
                Optional<SchemaChange> change = parse(line, SchemaChange.class).filter(SchemaChange::isWhole);
                if (change.isEmpty()) {
                    // What is lost is read from the log again, so the history no longer counts as complete.
                    setAside(changes);
                    setAside(complete);
                    return List.of();
                }
                found.add(change.get());
            }
        }
        return found;
    }

    @Override
    public Optional<BinlogPosition> complete() {
        return Files.exists(complete) ? read(complete, BinlogPosition.class) : Optional.empty();
    }

    @Override
    public void complete(BinlogPosition at) {
        try {
            replace(complete, Json.write(at));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private List<byte[]> lines() {
        try {
            byte[] bytes = Files.readAllBytes(changes);
            List<byte[]> lines = new ArrayList<>();
            int begin = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    lines.add(Arrays.copyOfRange(bytes, begin, i));
                    begin = i + 1;
                }
            }
            return lines;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return parse(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static <T> Optional<T> parse(byte[] json, Class<T> type) {
        try {
            return Optional.ofNullable(Json.read(json, type));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** A file that is not ours, or was damaged when the host crashed, is kept for inspection. */
    private void setAside(Path file) {
        try {
            if (Files.exists(file)) {
                Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                LOG.warn(
                        "schema history: {} cannot be read; it is now {} and will be rebuilt from the log",
                        file,
                        aside);
            }
        } catch (IOException e) {
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
            replace(target, Json.write(snapshot));
            for (int i = 0; i <= old.size() - KEPT_SNAPSHOTS; i++) {
                Files.delete(old.get(i));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void replace(Path target, byte[] content) throws IOException {
        Path temporary = directory.resolve("new.tmp");
        try (FileChannel file = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
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
