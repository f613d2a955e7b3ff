package io.otter.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(run(file)).contains("otter.node.data = " + file, "nor from /proc: ", "noexec");
    }

    private String run(Path data) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Djava.io.tmpdir=/proc", // where nobody can write, be it root
                        "-cp",
                        System.getProperty("java.class.path"),
                        Packing.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }

    static final class Packing {
        public static void main(String[] arguments) {
            ZstdLibrary.load(Path.of(arguments[0]));
            System.out.println(Zstd.compress(new byte[100]).length > 0 ? "packed" : "nothing");
        }
    }
}
