package io.otter.common.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LastingFileTest {
    @TempDir
    private Path directory;

    @Test
    @Timeout(5)
    void aFullDiskHoldsNobodyUpAndTheFirstLineWithRoomIsThere() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        Path file = Files.createSymbolicLink(directory.resolve("x.log"), full);
        try (LastingFile log = new LastingFile(file)) {
            log.open();
            for (int i = 0; i < 1_000; i++) {
                write(log, "nobody reads this\n");
            }
            Files.delete(file);
            write(log, "the first with room\n");
            write(log, "the second\n");
        }
        assertThat(Files.readString(file))
                .isEqualTo("\n1000 lines before this one were lost: No space left on device\n"
                        + "the first with room\nthe second\n");
    }

    @Test
    void aDirectoryThatComesLaterGetsTheFile() throws Exception {
        Path file = directory.resolve("later/x.log");
        try (LastingFile log = new LastingFile(file)) {
            write(log, "lost\n");
            Files.createDirectory(file.getParent());
            write(log, "kept\n");
        }
        assertThat(file).content().contains("1 lines before", "kept").doesNotContain("lost\n");
    }

    @Test
    void whatAnotherProgramHasMovedIsMadeAnew() throws Exception {
        Path file = directory.resolve("x.log");
        Path moved = directory.resolve("x.log.1");
        try (LastingFile log = new LastingFile(file)) {
            log.open();
            write(log, "before\n");
            Files.move(file, moved);
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
                write(log, "after\n");
                return Files.exists(file);
            });
        }
        assertThat(Files.readString(moved)).startsWith("before\n");
        assertThat(Files.readString(file)).isEqualTo("after\n");
    }

    private static void write(LastingFile log, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        log.write(bytes, 0, bytes.length);
    }
}
