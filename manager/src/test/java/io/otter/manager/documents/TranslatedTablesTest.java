package io.otter.manager.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.documents.Markdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Run with {@code -Dotter.docs=write} after a test or a benchmark has written the English tables. */
class TranslatedTablesTest {
    private static final Map<String, List<String>> MARKERS = Map.of(
            "compatibility", List.of("<!-- DDL, written by the tests -->", "<!-- types, written by the tests -->"),
            "reliability", List.of("<!-- faults, written by the tests -->"),
            "performance",
                    List.of(
                            "<!-- relaxed -->",
                            "<!-- full -->",
                            "<!-- growth -->",
                            "<!-- copy -->",
                            "<!-- sites -->",
                            "<!-- packing -->"));

    @Test
    void whatTestsWriteIsInTheChineseDocumentsToo() throws Exception {
        TranslatedTables tables = new TranslatedTables();
        for (Map.Entry<String, List<String>> document : MARKERS.entrySet()) {
            Path file = Markdown.ROOT.resolve("docs/" + document.getKey() + ".zh-CN.md");
            List<String> chinese = Files.readAllLines(file);
            List<String> english = Files.readAllLines(Markdown.ROOT.resolve("docs/" + document.getKey() + ".md"));
            assertThat(chinese).as(file.toString()).containsAll(document.getValue());
            List<String> renewed = tables.renewed(chinese, english, document.getValue());
            if ("write".equals(System.getProperty("otter.docs"))) {
                Files.write(file, renewed);
            } else {
                assertThat(chinese)
                        .as(file + ": renew it with -Dotter.docs=write")
                        .isEqualTo(renewed);
            }
        }
        assertThat(tables.missing()).as("to be translated in tables.zh-CN.txt").isEmpty();
        assertThat(tables.unused()).as("translations of nothing").isEmpty();
    }

    /** What is in one language is in the other: headings, examples and the rows of tables. */
    @Test
    void aTranslationIsAsLongAsItsOriginal() throws Exception {
        for (Markdown document : Markdown.all()) {
            Path chinese = Path.of(document.file().toString().replaceFirst("\\.md$", ".zh-CN.md"));
            if (WHOLE.stream().anyMatch(name -> document.file().endsWith("docs/" + name + ".md"))) {
                assertThat(shape(Markdown.read(chinese))).as(chinese.toString()).isEqualTo(shape(document));
            }
        }
    }

    /** Those that are translated sentence by sentence; the other guides were written in each language. */
    private static final List<String> WHOLE =
            List.of("configuration", "reliability", "performance", "architecture", "compatibility");

    private static List<String> shape(Markdown document) {
        return document.lines().stream()
                .filter(line -> line.matches("(#+ |\\||\\* |\\d+\\. ).*"))
                .map(line -> line.startsWith("|")
                        ? "| " + line.split("(?<!\\\\)\\|", -1).length
                        : line.replaceFirst(" .*", ""))
                .toList();
    }
}
