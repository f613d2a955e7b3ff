package io.otter.common.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.OtterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourceTest {
    private static final String VALUE = "5e".repeat(32);
    private static final String OTHER = "7a".repeat(32);

    @TempDir
    private Path directory;

    @Test
    void the_key_comes_from_a_value_a_file_or_a_command() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), VALUE + "\n");
        String id = new SecretKey(VALUE).id();
        assertThat(read(Map.of("otter.secret.key", VALUE)).id()).isEqualTo(id);
        assertThat(read(Map.of("otter.secret.key.file", file.toString())).id()).isEqualTo(id);
        assertThat(read(Map.of("otter.secret.key.command", "cat '" + file + "'"))
                        .id())
                .isEqualTo(id);
    }

    @Test
    void another_key_is_read_as_well() {
        PasswordPlace place = PasswordPlace.database("db", 1, "u");
        SecretKey both = read(Map.of("otter.secret.key", VALUE, "otter.secret.key.other.command", "echo " + OTHER));
        assertThat(both.decrypt("s", new SecretKey(OTHER).encrypt("secret", place), place))
                .isEqualTo("secret");
    }

    @Test
    void what_is_wrong_is_named_without_the_key() {
        wrong(Map.of(), "otter.secret.key is not set");
        wrong(Map.of("otter.secret.key", "short"), "at least 16");
        wrong(Map.of("otter.secret.key", VALUE, "otter.secret.key.file", "f"), "only one of");
        wrong(
                Map.of("otter.secret.key.file", directory.resolve("none").toString()),
                "otter.secret.key.file: cannot read");
        wrong(
                Map.of("otter.secret.key.command", "echo " + VALUE + "; exit 3"),
                "otter.secret.key.command: the command ended with 3");
    }

    private static void wrong(Map<String, String> values, String message) {
        assertThatThrownBy(() -> read(values))
                .isInstanceOf(OtterException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining(VALUE);
    }

    private static SecretKey read(Map<String, String> values) {
        return new KeySource(ConfigurationFile.of(values)).secretKey();
    }
}
