package io.otter.manager.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.documents.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a document says to be tested is. */
class NamedTestsTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT|Fuzz))\\b[^`]*`");

    @Test
    void everyTestThatADocumentNamesIsThere() throws Exception {
        Set<String> there = classes();
        List<String> missing = new ArrayList<>();
        for (Markdown document : Markdown.all()) {
            names(document.lines().stream())
                    .filter(name -> !there.contains(name))
                    .forEach(name -> missing.add(document.name() + ": " + name));
        }
        assertThat(missing).isEmpty();
    }

    /** The same ones in both languages. */
    @Test
    void everyThreatHasItsTest() {
        List<Set<String>> english = threats("security.md");
        assertThat(english).hasSizeGreaterThan(25).allMatch(tests -> !tests.isEmpty());
        assertThat(threats("security.zh-CN.md")).isEqualTo(english);
    }

    /** Of each row of the first table, the names in its last column. */
    private static List<Set<String>> threats(String document) {
        return Markdown.read(Markdown.ROOT.resolve("docs").resolve(document)).lines().stream()
                .dropWhile(line -> !line.startsWith("| ---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(row -> row.split("(?<!\\\\)\\|"))
                .map(cells -> names(Stream.of(cells[cells.length - 1])).collect(Collectors.toSet()))
                .toList();
    }

    private static Stream<String> names(Stream<String> lines) {
        return lines.flatMap(line -> NAME.matcher(line).results()).map(found -> found.group(1));
    }

    private static Set<String> classes() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> modules = Files.list(Markdown.ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".java"))
                            .forEach(file -> names.add(file.replace(".java", "")));
                }
            }
        }
        return names;
    }
}
