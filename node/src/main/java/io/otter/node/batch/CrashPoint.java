package io.otter.node.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Named places in the code where a test wants this process to end as if it were killed: the system property
 * {@code otter.crash.file} names a file, and the file the place, as soon as it is there. Nobody else sets it. Immutable.
 *
 * @param file null for nowhere
 */
public record CrashPoint(@Nullable Path file) {
    public static final CrashPoint NONE = new CrashPoint(null);

    public static CrashPoint ofSystem() {
        String file = System.getProperty("otter.crash.file");
        return file == null ? NONE : new CrashPoint(Path.of(file));
    }

    /** Ends the process at once, without hooks, if this point is wanted. */
    public void pass(String point) {
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            if (Files.readString(file).equals(point)) {
                Runtime.getRuntime().halt(137);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
