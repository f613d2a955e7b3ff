package io.otter.testsupport.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Plays kept inputs without the fuzzer, whose agent would slow down all tests of a module: those in the directory
 * {@code ClassInputs/method} beside the class, where the fuzzer looks for them, too. Stateless.
 */
public final class FuzzInputs {
    private FuzzInputs() {}

    /** @return how many there were */
    public static int play(Class<?> fuzzer, String method, Consumer<byte[]> played) throws IOException {
        URL found = Objects.requireNonNull(
                fuzzer.getResource(fuzzer.getSimpleName() + "Inputs/" + method), "no inputs of " + method);
        int count = 0;
        try (Stream<Path> files = Files.list(Path.of(found.toURI()))) {
            for (Path file : files.sorted().toList()) {
                try {
                    played.accept(Files.readAllBytes(file));
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError(method + " fails on " + file.getFileName(), e);
                }
                count++;
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        return count;
    }
}
