package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/** A file that only its owner reads, whole or not there. */
final class OwnFile {
    private OwnFile() {}

    /**
     * Replaces a file of this name.
     *
     * @param text writes it
     * @throws OtterException with FILE_UNREADABLE
     */
    static void write(Path file, Consumer<Writer> text) {
        Path whole = file.toAbsolutePath();
        try {
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] own = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            Path part = Files.createTempFile(whole.getParent(), ".otter", ".part", own);
            try {
                try (Writer out = Files.newBufferedWriter(part)) {
                    text.accept(out);
                }
                Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new OtterException(ErrorCode.FILE_UNREADABLE, "cannot write " + file + ": " + e + ".", e);
        }
    }
}
