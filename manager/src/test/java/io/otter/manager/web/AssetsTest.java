package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The files that a browser has to load. */
class AssetsTest {
    private static final Path STATIC = Path.of("src/main/resources/static");
    private static final Path TEMPLATES = Path.of("src/main/resources/templates");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|.*\\| `([^`]+)` \\|");

    @Test
    void scriptsAndStylesAreSmall() throws IOException {
        assertThat(zipped(".js")).isLessThan(60 * 1024);
        assertThat(zipped(".css")).isLessThan(30 * 1024);
    }

    @Test
    void vendoredFilesAreThoseOfTheTableAndHaveTheirLicence() throws Exception {
        Matcher rows = ROW.matcher(Files.readString(STATIC.resolve("vendor/VENDOR.md")));
        int count = 0;
        while (rows.find()) {
            count++;
            Path file = STATIC.resolve("vendor").resolve(rows.group(1));
            byte[] hash = MessageDigest.getInstance("SHA-384").digest(Files.readAllBytes(file));
            assertThat(Base64.getEncoder().encodeToString(hash))
                    .as(rows.group(1))
                    .isEqualTo(rows.group(2));
            assertThat(file.resolveSibling("LICENSE")).isNotEmptyFile();
        }
        assertThat(files(STATIC.resolve("vendor")).stream()
                        .filter(file -> file.toString().matches(".*[.](js|css)")))
                .hasSize(count);
    }

    @Test
    void templatesHaveNothingInlineAndNothingForeign() throws IOException {
        for (Path template : files(TEMPLATES)) {
            assertThat(Files.readString(template))
                    .as(template.toString())
                    .doesNotContainPattern("<script(?![^>]*th:src)")
                    .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:|th:utext")
                    .doesNotContainPattern("(href|src)=\"https?:");
        }
    }

    private static long zipped(String ending) throws IOException {
        long sum = 0;
        for (Path file : files(STATIC)) {
            if (file.toString().endsWith(ending)) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
                    zip.write(Files.readAllBytes(file));
                }
                sum += bytes.size();
            }
        }
        return sum;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
