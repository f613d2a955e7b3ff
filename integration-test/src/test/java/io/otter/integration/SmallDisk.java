package io.otter.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of few megabytes in place of a directory, with what was in it. Needs the rights of root. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;
    private final Path ballast;

    private SmallDisk(Path directory) {
        this.directory = directory;
        ballast = directory.resolve("ballast");
    }

    /** Whether this user may mount. */
    static boolean isPossible() {
        return System.getProperty("user.name").equals("root")
                && System.getProperty("os.name").equals("Linux");
    }

    /** @param directory nobody uses it at the moment */
    static SmallDisk at(Path directory, int megabytes) {
        try {
            Files.createDirectories(directory);
            Path aside = Files.createTempDirectory(directory.toAbsolutePath().getParent(), "aside-");
            run("cp", "-a", directory + "/.", aside.toString());
            run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
            run("cp", "-a", aside + "/.", directory.toString());
            run("rm", "-rf", aside.toString());
            return new SmallDisk(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes all room that is left. */
    void fill() {
        byte[] zeros = new byte[4096];
        try (var out = Files.newOutputStream(ballast)) {
            while (directory.toFile().getUsableSpace() > 0) {
                out.write(zeros);
            }
        } catch (IOException e) {
            // As full as it gets: others write at the same time.
        }
    }

    void free() {
        try {
            Files.delete(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            run("umount", "-l", directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... words) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", words) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
