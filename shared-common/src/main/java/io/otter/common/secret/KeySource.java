package io.otter.common.secret;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a process has its {@code otter.secret.key} from: the value itself, a file, or what a command prints, such as that of a
 * vault; and likewise {@code otter.secret.key.other}, which is read as well while the key is being replaced.
 */
public record KeySource(ConfigurationFile configuration) {
    private static final String KEY = "otter.secret.key";
    private static final String OTHER = "otter.secret.key.other";
    private static final long COMMAND_SECONDS = 30;
    private static final int LONGEST = 4096;

    /** @throws OtterException naming the key whose value is missing or invalid */
    public SecretKey secretKey() {
        String value = find(KEY).orElseGet(() -> configuration.text(KEY));
        return new SecretKey(value, find(OTHER).map(List::of).orElse(List.of()));
    }

    private Optional<String> find(String key) {
        Optional<String> typed = configuration.find(key);
        Optional<String> file = configuration.find(key + ".file");
        Optional<String> command = configuration.find(key + ".command");
        if (Stream.of(typed, file, command).filter(Optional::isPresent).count() > 1) {
            throw fault(key, "only one of " + key + ", " + key + ".file and " + key + ".command may be set", null);
        }
        return typed.or(() -> file.map(path -> ofFile(key + ".file", path)))
                .or(() -> command.map(line -> ofCommand(key + ".command", line)));
    }

    private static String ofFile(String key, String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | RuntimeException e) {
            throw fault(key, "cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private static String ofCommand(String key, String command) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectError(Redirect.INHERIT)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            try {
                process.onExit().orTimeout(COMMAND_SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
                    process.destroyForcibly();
                    return process;
                });
                String text = new String(process.getInputStream().readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
                if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                    throw fault(key, "the command does not end", null);
                }
                if (process.exitValue() != 0) {
                    throw fault(key, "the command ended with " + process.exitValue(), null);
                }
                return text;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw fault(key, "the command cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fault(key, "waiting for the command was interrupted", e);
        }
    }

    private static OtterException fault(String key, String what, @Nullable Exception cause) {
        String message = key + ": " + what + ".";
        return cause == null
                ? new OtterException(ErrorCode.CONFIGURATION, message)
                : new OtterException(ErrorCode.CONFIGURATION, message, cause);
    }
}
