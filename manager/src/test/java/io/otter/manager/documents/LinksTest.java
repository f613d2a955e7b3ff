package io.otter.manager.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.Remedy;
import io.otter.testsupport.documents.Markdown;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class LinksTest {
    @Test
    void everyLinkOfADocumentLeadsSomewhere() throws Exception {
        List<String> dead = new ArrayList<>();
        List<Markdown> documents = Markdown.all();
        assertThat(documents).hasSizeGreaterThan(15);
        for (Markdown document : documents) {
            for (String link : document.links()) {
                if (!leadsSomewhere(document, link)) {
                    dead.add(document.name() + ": " + link);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    /** Documents with a Chinese version link to it, and the other way round. */
    @Test
    void languagesLinkToEachOther() throws Exception {
        for (Markdown document : Markdown.all()) {
            Path chinese = Path.of(document.file().toString().replaceFirst("\\.md$", ".zh-CN.md"));
            if (Files.exists(chinese)) {
                assertThat(document.links())
                        .as(document.name())
                        .contains(chinese.getFileName().toString());
                assertThat(Markdown.read(chinese).links())
                        .as(chinese.getFileName() + "")
                        .contains(document.file().getFileName().toString());
            }
        }
    }

    @Test
    void anchorsAreThoseOfTheSitesThatShowTheRepository() {
        Markdown document = Markdown.parse(
                Path.of("x.md"),
                List.of(
                        "# A b: `c_d`",
                        "## A b: `c_d`",
                        "### 库 & 表",
                        "```sh",
                        "# no heading",
                        "```",
                        "see [x](y.md) `[no](link)`"));
        assertThat(document.anchors()).containsExactlyInAnyOrder("a-b-c_d", "a-b-c_d-1", "库--表");
        assertThat(document.links()).containsExactly("y.md");
        assertThat(document.blocks().get(0).lines()).containsExactly("# no heading");
    }

    @Test
    void theChineseListOfErrorsIsWhatPagesSay() throws Exception {
        ResourceBundle chinese = ResourceBundle.getBundle("messages", Locale.CHINESE);
        List<String> rows = Files.readAllLines(Markdown.ROOT.resolve("docs/errors.zh-CN.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> "| `" + code + "` | " + retried(code.remedy()) + " | "
                                + chinese.getString("advice." + code).replace("''", "'") + " |")
                        .toList());
    }

    private static String retried(Remedy remedy) {
        return switch (remedy) {
            case TIME -> "是";
            case START -> "按规则";
            case DECISION -> "否";
        };
    }

    private static boolean leadsSomewhere(Markdown document, String link) {
        if (link.matches("https?://.*")) {
            return URI.create(link).getHost() != null;
        }
        if (link.startsWith("mailto:")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty()
                ? document.file()
                : document.file().resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1 || Markdown.read(file).anchors().contains(parts[1]);
    }
}
