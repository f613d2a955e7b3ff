package io.otter.benchmark.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** {@code docs/performance.md}: replaces the part between two comments, and the chart next to it. */
public final class PerformancePage {
    private final Path docs;

    /** @param root the source tree */
    public PerformancePage(Path root) {
        docs = root.resolve("docs");
    }

    /**
     * Writes one section.
     *
     * @param section name of the comments {@code <!-- section -->} and {@code <!-- /section -->} and of the chart
     * @param title of the chart
     */
    public void write(String section, String title, String markdown, String chart) {
        String image = "images/performance-" + section + ".svg";
        try {
            Files.writeString(docs.resolve(image), chart);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(section, String.format(Locale.ROOT, "%n![%s](%s)%n%s", title, image, markdown));
    }

    /** Writes a section without a chart. */
    public void write(String section, String markdown) {
        Path page = docs.resolve("performance.md");
        try {
            String text = Files.readString(page);
            String begin = "<!-- " + section + " -->";
            int from = text.indexOf(begin);
            int to = text.indexOf("<!-- /" + section + " -->");
            if (from < 0 || to < from) {
                throw new IllegalStateException(page + " has no section " + section);
            }
            Files.writeString(page, text.substring(0, from + begin.length()) + markdown + text.substring(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
