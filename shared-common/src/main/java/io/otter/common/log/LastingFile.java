package io.otter.common.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to a file. What cannot be written is dropped and counted, and each line tries again; the number is written before
 * the first that succeeds. A file that somebody has moved or deleted is made anew within a second. Never throws. Not thread-safe.
 */
final class LastingFile extends OutputStream {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private @Nullable FileOutputStream open;
    private @Nullable Object identity;
    private long looked;
    private long lost;
    private String cause = "";

    LastingFile(Path file) {
        this.file = file;
    }

    void open() throws IOException {
        close();
        open = new FileOutputStream(file.toFile(), true);
        identity = identity();
        looked = System.nanoTime();
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] line, int from, int length) {
        try {
            FileOutputStream to = opened();
            if (lost > 0) {
                // What failed may have been written in part.
                to.write(("\n" + lost + " lines before this one were lost: " + cause + "\n")
                        .getBytes(StandardCharsets.UTF_8));
                lost = 0;
            }
            to.write(line, from, length);
        } catch (IOException e) {
            lost++;
            cause = String.valueOf(e.getMessage());
            close();
        }
    }

    private FileOutputStream opened() throws IOException {
        FileOutputStream present = open;
        if (present == null || isDue() && !Objects.equals(identity(), identity)) {
            open();
        }
        return Objects.requireNonNull(open);
    }

    private boolean isDue() {
        long now = System.nanoTime();
        if (now - looked < LOOK_NANOS) {
            return false;
        }
        looked = now;
        return true;
    }

    /** Null for a file that is not there. */
    private @Nullable Object identity() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void close() {
        FileOutputStream present = open;
        open = null;
        if (present != null) {
            try {
                present.close();
            } catch (IOException e) {
                cause = String.valueOf(e.getMessage());
            }
        }
    }
}
