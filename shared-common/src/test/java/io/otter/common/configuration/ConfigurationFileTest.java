package io.otter.common.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as editors and environments as platforms leave them. */
class ConfigurationFileTest {
    @TempDir
    private Path directory;

    @Test
    void theMarkAndTheLineEndsOfWindowsChangeNothing() throws Exception {
        Path file = directory.resolve("otter.properties");
        Files.writeString(file, "\uFEFFotter.port = 8081\r\notter.domainName = 水獺\r\n");
        ConfigurationFile read = ConfigurationFile.load(file, Map.of());
        assertThat(read.port("otter.port", 8080)).isEqualTo(8081);
        assertThat(read.text("otter.domainName")).isEqualTo("水獺");
    }

    @Test
    void anotherEncodingIsNamed() throws Exception {
        Path file = directory.resolve("otter.properties");
        Files.write(file, "# 端口\notter.port = 8081\n".getBytes(Charset.forName("GBK")));
        assertThatThrownBy(() -> ConfigurationFile.load(file, Map.of()))
                .hasMessageContaining("otter.properties is not in UTF-8")
                .hasMessageContaining("GBK");
        Files.write(file, "otter.domainName = café\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ConfigurationFile.load(file, Map.of())).hasMessageContaining("not in UTF-8");
    }

    /** Kubernetes tells every pod of every service: one named otter makes this variable. */
    @Test
    void aValueThatNobodyHasWrittenIntoTheFileIsTracedToTheEnvironment() throws Exception {
        Path file = Files.writeString(directory.resolve("otter.properties"), "otter.port = 8081\n");
        ConfigurationFile read = ConfigurationFile.load(file, Map.of("OTTER_PORT", "tcp://10.96.0.7:8080"));
        assertThatThrownBy(() -> read.port("otter.port", 8080))
                .hasMessageContaining("otter.port = tcp://10.96.0.7:8080")
                .hasMessageContaining("the environment says so, as OTTER_PORT.");
    }

    @Test
    void onlyKeysThatNoDocumentExplainsAreWarnedOf() throws Exception {
        StringBuilder known = new StringBuilder("some.other.program = 1\n");
        for (String place :
                List.of("docs/configuration.md", "conf/manager/otter.properties", "conf/node/otter.properties")) {
            Matcher key = Pattern.compile("(?m)(?:`|^)(otter(?:\\.[a-zA-Z]++)+)(?![.*])")
                    .matcher(Files.readString(Path.of("..", place)));
            while (key.find()) {
                known.append(key.group(1)).append(" = x\n");
            }
        }
        Path file = Files.writeString(directory.resolve("otter.properties"), known);
        assertThat(ConfigurationFile.load(file, Map.of()).warnings()).isEmpty();
        Files.writeString(file, known + "otter.foureyes = true\notter.http.certificate = x\n");
        assertThat(ConfigurationFile.load(file, Map.of()).warnings())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("otter.foureyes in " + file),
                        one -> assertThat(one).startsWith("otter.http.certificate in " + file));
    }
}
