package io.otter.testsupport.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A server's files on this machine. Archives from the local Maven repository are unpacked once into a cache directory
 * ({@code OTTER_SERVERS}, by default {@code ~/.cache/otter/servers}), under a file lock since several JVMs may need
 * them.
 *
 * @param home the directory with bin/ and share/
 * @param command the server's command line up to its options
 */
record ServerBinaries(ServerKind kind, Path home, List<String> command) {
    /** Empty when the server is not available here. */
    static Optional<ServerBinaries> find(ServerKind kind) {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return Optional.empty();
        }
        try {
            return kind.archive().isPresent() ? unpacked(kind) : installed(kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path cache() {
        String configured = System.getenv("OTTER_SERVERS");
        return configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".cache/otter/servers");
    }

    Path share() {
        return switch (kind) {
            case MARIADB_10_11 -> Path.of("/usr/share/mysql");
            case MYSQL_9_7 -> home.resolve("usr/share/mysql");
            default -> home.resolve("share");
        };
    }

    private static Optional<ServerBinaries> installed(ServerKind kind) {
        if (kind == ServerKind.MARIADB_10_11) {
            Path server = Path.of("/usr/sbin/mariadbd");
            return Files.isExecutable(server)
                    ? Optional.of(new ServerBinaries(
                            kind, Path.of("/usr"), List.of(server.toString(), "--no-defaults", "--basedir=/usr")))
                    : Optional.empty();
        }
        // Unpacked Debian packages of a newer release, which need the C library that comes with them.
        Path home = cache().resolve(kind.serverName());
        Path libraries = home.resolve("usr/lib/x86_64-linux-gnu");
        if (!Files.isExecutable(home.resolve("usr/sbin/mysqld"))) {
            return Optional.empty();
        }
        return Optional.of(new ServerBinaries(
                kind,
                home,
                List.of(
                        libraries.resolve("ld-linux-x86-64.so.2").toString(),
                        "--library-path",
                        libraries + ":" + home.resolve("usr/lib/mysql/private"),
                        home.resolve("usr/sbin/mysqld").toString(),
                        "--no-defaults",
                        "--basedir=" + home.resolve("usr"),
                        "--plugin-dir=" + home.resolve("usr/lib/mysql/plugin"),
                        "--secure-file-priv=",
                        "--mysqlx=OFF")));
    }

    private static Optional<ServerBinaries> unpacked(ServerKind kind) throws IOException {
        Path archive = repository().resolve(kind.archive().orElseThrow());
        Path home = cache().resolve(kind.serverName());
        if (!Files.exists(home)) {
            if (!Files.exists(archive)) {
                return Optional.empty();
            }
            unpackOnce(kind, archive, home);
        }
        String program = kind.isMariaDb() ? "mariadbd" : "mysqld";
        List<String> command = new ArrayList<>(
                List.of(home.resolve("bin/" + program).toString(), "--no-defaults", "--basedir=" + home));
        if (kind == ServerKind.MYSQL_8_0) {
            command.add("--mysqlx=OFF");
        }
        return Optional.of(new ServerBinaries(kind, home, command));
    }

    private static void unpackOnce(ServerKind kind, Path archive, Path home) throws IOException {
        Files.createDirectories(home.getParent());
        try (FileChannel lock = FileChannel.open(
                home.resolveSibling(kind.serverName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            var held = lock.lock();
            if (!Files.exists(home)) {
                Path unfinished = Files.createTempDirectory(home.getParent(), kind.serverName() + "-");
                unpack(kind, archive, unfinished);
                Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            }
            held.release();
        }
    }

    private static void unpack(ServerKind kind, Path archive, Path directory) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Optional<String> wanted = kind.wanted(entry.getName());
                if (wanted.isEmpty()) {
                    continue;
                }
                Path file = directory.resolve(wanted.get()).normalize();
                if (!file.startsWith(directory)) {
                    throw new IOException(archive + " has an entry outside of itself: " + entry.getName());
                }
                Files.createDirectories(file.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file);
                }
                if (wanted.get().startsWith("bin/") && !file.toFile().setExecutable(true)) {
                    throw new IOException("cannot make " + file + " executable");
                }
            }
        }
    }

    private static Path repository() {
        String configured = System.getProperty("maven.repo.local", System.getenv("MAVEN_REPO_LOCAL"));
        return configured != null ? Path.of(configured) : Path.of(System.getProperty("user.home"), ".m2/repository");
    }
}
