package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.ddl.DdlDoubt;
import io.otter.common.error.ErrorCode;
import io.otter.database.precheck.Finding;
import io.otter.manager.text.Refusal;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final Pattern LITERAL_KEY = Pattern.compile("#\\{([a-zA-Z0-9.]+)[}(]");
    private static final Pattern VALUE = Pattern.compile("\\{\\d");
    private static final Pattern TEXT_KEY =
            Pattern.compile("\"((?:wrong|alarm\\.found|act)\\.[a-zA-Z.]+)\"|Text\\.of\\(\\s*\"([a-zA-Z.]+)\"[,)]");

    @Test
    void bothLanguagesHaveTheSameKeysAndNoneIsEmpty() throws IOException {
        Properties english = read("messages.properties");
        Properties chinese = read("messages_zh.properties");
        assertThat(new TreeSet<>(chinese.stringPropertyNames()))
                .isEqualTo(new TreeSet<>(english.stringPropertyNames()));
        assertThat(Stream.of(english, chinese)
                        .flatMap(all -> all.values().stream())
                        .map(Object::toString))
                .allSatisfy(text -> assertThat(text).isNotBlank());
    }

    @Test
    void noKeyIsDuplicated() throws IOException {
        for (String name : List.of("messages.properties", "messages_zh.properties")) {
            assertThat(Files.readAllLines(Path.of("src/main/resources", name)).stream()
                            .filter(line -> line.contains("=") && !line.startsWith("#"))
                            .map(line -> line.substring(0, line.indexOf('='))))
                    .as(name)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyKeyThatATemplateNamesExists() throws IOException {
        Properties english = read("messages.properties");
        List<Path> templates;
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/templates"))) {
            templates = files.filter(file -> file.toString().endsWith(".html")).toList();
        }
        assertThat(templates).isNotEmpty();
        for (Path template : templates) {
            assertThat(LITERAL_KEY.matcher(Files.readString(template)).results().map(found -> found.group(1)))
                    .as(template.toString())
                    .allSatisfy(key -> assertThat(english.stringPropertyNames()).contains(key));
        }
    }

    @Test
    void everyKeyOfATextExistsAndEveryTextIsUsed() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(file));
            }
        }
        Set<String> said = TEXT_KEY.matcher(code)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = read("messages.properties").stringPropertyNames();
        assertThat(known).containsAll(said);
        assertThat(said)
                .containsAll(known.stream()
                        .filter(key ->
                                key.startsWith("wrong.") || key.startsWith("alarm.found.") || key.startsWith("act."))
                        .toList());
    }

    @Test
    void englishAdviceEqualsThatOfTheErrorCode() throws IOException {
        assertThat(startingWith("advice.", read("messages.properties")))
                .isEqualTo(Stream.of(ErrorCode.values())
                        .collect(Collectors.toMap(code -> "advice." + code, ErrorCode::advice)));
    }

    @Test
    void englishFindingsEqualThoseOfTheEnum() throws IOException {
        assertThat(startingWith("check.", read("messages.properties")))
                .isEqualTo(Stream.of(Finding.values())
                        .collect(Collectors.toMap(finding -> "check." + finding, Finding::english)));
    }

    @Test
    void englishRefusalsEqualThoseOfTheEnum() throws IOException {
        assertThat(startingWith("refused.", read("messages.properties")))
                .isEqualTo(Stream.of(Refusal.values())
                        .collect(Collectors.toMap(refusal -> "refused." + refusal, Refusal::english)));
    }

    @Test
    void englishDoubtsEqualThoseOfTheEnumAndAreFoundAgain() throws IOException {
        assertThat(startingWith("ddl.doubt.", read("messages.properties")))
                .isEqualTo(Stream.of(DdlDoubt.values())
                        .collect(Collectors.toMap(doubt -> "ddl.doubt." + doubt, DdlDoubt::english)));
        for (DdlDoubt doubt : DdlDoubt.values()) {
            assertThat(DdlDoubt.read(doubt.say("a $1 {2}", "b\nc", 3)))
                    .as(doubt.english())
                    .hasValueSatisfying(said -> assertThat(said.doubt()).isEqualTo(doubt));
        }
        assertThat(DdlDoubt.read("something new.")).isEmpty();
        assertThat(DdlDoubt.read(DdlDoubt.REFUSED.say("DROP t", "no\nt", 1))
                        .orElseThrow()
                        .values())
                .containsExactly("DROP t", "no\nt", "1");
    }

    /** A value missing from the message in one language goes unnoticed by readers of the other. */
    @Test
    void bothLanguagesNameTheSameValues() throws IOException {
        Properties english = read("messages.properties");
        Properties chinese = read("messages_zh.properties");
        for (String key : english.stringPropertyNames()) {
            assertThat(values(chinese.getProperty(key))).as(key).isEqualTo(values(english.getProperty(key)));
        }
    }

    /** Only texts with values are parsed as patterns, where a single apostrophe hides what follows. */
    @Test
    void apostrophesAreDoubledInTextsWithValues() throws IOException {
        for (String name : List.of("messages.properties", "messages_zh.properties")) {
            assertThat(read(name).values().stream().map(Object::toString).filter(text -> text.contains("{0")))
                    .as(name)
                    .allSatisfy(text -> assertThat(text.replace("''", "")).doesNotContain("'"));
        }
    }

    private static Set<String> values(String text) {
        return VALUE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Map<String, String> startingWith(String start, Properties all) {
        return all.stringPropertyNames().stream()
                .filter(key -> key.startsWith(start))
                .collect(Collectors.toMap(key -> key, all::getProperty));
    }

    private static Properties read(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(
                Files.newInputStream(Path.of("src/main/resources", name)), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }
}
