package io.otter.testsupport.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server's data: a copy of a directory initialized once, since initializing takes seconds. */
final class DataDirectory {
    private DataDirectory() {}

    /** @return a new temporary directory with data that a server can start on */
    static Path copyFor(ServerBinaries binaries) {
        try {
            Path directory =
                    Files.createTempDirectory("otter-" + binaries.kind().serverName() + "-");
            fill(directory, binaries);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts such data into a directory, unless it has some. What is half-done has another name. */
    static void fill(Path directory, ServerBinaries binaries) {
        Path data = dataOf(directory);
        if (Files.exists(data)) {
            return;
        }
        try {
            Path unfinished = Files.createDirectories(directory.resolve("unfinished"));
            run(List.of("cp", "-r", "--reflink=auto", template(binaries) + "/.", unfinished.toString()), null);
            // It contains the server's UUID, so a server and its copy would appear to be the same.
            Files.deleteIfExists(unfinished.resolve("auto.cnf"));
            Files.move(unfinished, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path dataOf(Path directory) {
        return directory.resolve("data");
    }

    /** A directory for its temporary files: a starting MariaDB deletes what it considers leftovers in the system's. */
    static Path temporaryOf(Path directory) {
        return directory.resolve("tmp");
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path template(ServerBinaries binaries) throws IOException {
        String name = binaries.kind().serverName() + "-data";
        Path template = ServerBinaries.cache().resolve(name);
        Files.createDirectories(template.getParent());
        try (FileChannel lock = FileChannel.open(
                template.resolveSibling(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var held = lock.lock();
            if (!Files.exists(template)) {
                Path unfinished = Files.createTempDirectory(template.getParent(), name + "-");
                Files.delete(unfinished);
                initialize(binaries, unfinished);
                Files.move(unfinished, template, StandardCopyOption.ATOMIC_MOVE);
            }
            held.release();
        }
        return template;
    }

    private static void initialize(ServerBinaries binaries, Path directory) throws IOException {
        List<String> command = new ArrayList<>(binaries.command());
        command.add("--datadir=" + directory);
        command.add("--lc-messages-dir=" + binaries.share());
        command.add("--user=" + System.getProperty("user.name"));
        if (binaries.kind().initializesItself()) {
            command.add("--initialize-insecure");
            command.add("--innodb-redo-log-capacity=16777216");
            run(command, null);
            return;
        }
        Files.createDirectories(directory.resolve("mysql"));
        command.add("--bootstrap");
        command.add("--default-storage-engine=" + (binaries.kind().isMariaDb() ? "Aria" : "MyISAM"));
        if (binaries.kind() == ServerKind.MYSQL_5_6) {
            command.add("--innodb-log-file-size=5M");
        } else {
            command.add("--innodb-log-file-size=16M");
        }
        String prefix = binaries.kind().isMariaDb() ? "mariadb_" : "mysql_";
        if (!Files.exists(binaries.share().resolve(prefix + "system_tables.sql"))) {
            prefix = "mysql_";
        }
        StringBuilder script = new StringBuilder("use mysql;\n");
        for (String part : List.of("system_tables.sql", "performance_tables.sql", "system_tables_data.sql")) {
            Path file = binaries.share().resolve(prefix + part);
            if (Files.exists(file)) {
                script.append(Files.readString(file)).append('\n');
            }
        }
        Path input = Files.createTempFile("otter-bootstrap-", ".sql");
        try {
            Files.writeString(input, script);
            run(command, input);
        } finally {
            Files.delete(input);
        }
    }

    private static void run(List<String> command, @Nullable Path input) throws IOException {
        Path output = Files.createTempFile("otter-", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        try {
            int exit = builder.start().waitFor();
            if (exit != 0) {
                throw new IOException(
                        String.join(" ", command) + " exited with " + exit + ": " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
