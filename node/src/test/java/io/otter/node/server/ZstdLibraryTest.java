package io.otter.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.github.luben.zstd.Zstd;
import io.otter.testsupport.process.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, since a library is loaded once. */
class ZstdLibraryTest {
    @TempDir
    private Path directory;

    @Test
    void itIsLoadedFromTheDataDirectoryWhereTemporaryFilesCannotBe() throws Exception {
        assertThat(run(directory.resolve("data"))).endsWith("packed");
        assertThat(directory.resolve("data")).isDirectory();
    }

    @Test
    void whereNeitherWillDoBothAreNamed() throws Exception {
        for (Path data : List.of(Files.createFile(directory.resolve("file")), Path.of("/proc/none"))) {
            assertThat(run(data)).contains("otter.node.data = " + data, "nor from /proc: ", "noexec");
        }
    }

    private String run(Path data) throws Exception {
        Path said = Files.createTempFile(directory, "said", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Djava.io.tmpdir=/proc", // where nobody can write, be it root
                        "-cp",
                        System.getProperty("java.class.path"),
                        Packing.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                Signal.send("QUIT", process.toHandle()); // has the JVM say where it hangs
                boolean ended = process.waitFor(5, TimeUnit.SECONDS);
                fail("%s after 65 s, ended %s: %s", data, ended, Files.readString(said));
            }
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(said).strip();
    }

    static final class Packing {
        public static void main(String[] arguments) {
            ZstdLibrary.load(Path.of(arguments[0]));
            System.out.println(Zstd.compress(new byte[100]).length > 0 ? "packed" : "nothing");
        }
    }
}
