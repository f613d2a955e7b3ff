package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.attoparser.config.ParseConfiguration;
import org.attoparser.simple.AbstractSimpleMarkupHandler;
import org.attoparser.simple.SimpleMarkupParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All text on pages comes from the message files; otherwise it would exist in one language only. */
class TemplateTextTest {
    /** The product, names of languages, examples of input, and a word that is a key. */
    private static final Set<String> ALLOWED =
            Set.of("Otter", "English", "中文", "db.example.com:3306", "shop.order_[1-128]", "shop.user", "nid");

    private static final Set<String> SHOWN = Set.of("title", "placeholder", "aria-label", "alt");
    private static final Set<String> COMPUTED =
            Set.of("th:text", "th:title", "th:placeholder", "th:aria-label", "th:alt", "th:data-title");
    private static final Pattern WORD = Pattern.compile("\\p{L}");
    private static final Pattern EXPRESSION = Pattern.compile("[#$@]\\{(?:[^{}]|\\{[^{}]*})*}");
    private static final Pattern VARIABLE = Pattern.compile("[$@]\\{(?:[^{}]|\\{[^{}]*})*}");
    private static final Pattern ENTITY = Pattern.compile("&#?\\w+;");
    private static final Pattern LITERAL = Pattern.compile("'([^']*)'|\\|([^|]*)\\|");

    /** Message keys and properties have neither spaces nor Chinese characters. */
    private static final Pattern PROSE = Pattern.compile(".*\\p{L}.*\\s.*|.*\\s.*\\p{L}.*|.*\\p{IsHan}.*");

    @Test
    void noTemplateHoldsTextForPeople() throws Exception {
        List<String> found = new ArrayList<>();
        List<Path> templates;
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/templates"))) {
            templates = files.filter(file -> file.toString().endsWith(".html")).toList();
        }
        assertThat(templates).hasSizeGreaterThan(30);
        for (Path template : templates) {
            found.addAll(texts(Files.readString(template, StandardCharsets.UTF_8)).stream()
                    .map(text -> template.getFileName() + ": " + text)
                    .toList());
        }
        assertThat(found)
                .as("text for people: give it a key in messages.properties and messages_zh.properties")
                .isEmpty();
    }

    @Test
    void textIsFoundAnywhereInATemplate() throws Exception {
        assertThat(texts("<p>Hello</p>")).containsExactly("Hello");
        assertThat(texts("<input placeholder='Find it'>")).containsExactly("Find it");
        assertThat(texts("<p th:text=\"'Hello ' + ${name}\"></p>")).containsExactly("Hello");
        assertThat(texts("<p th:title=\"|Hello ${name}|\"></p>")).containsExactly("Hello");
        assertThat(texts("<p th:text=\"${one ? 'a thing' : 'things'}\"></p>")).containsExactly("a thing");
        assertThat(texts("<p th:text=\"#{key}\">sample</p><code>SELECT 1</code><p th:text=\"${a ?: '–'}\">–</p>"))
                .isEmpty();
    }

    private static List<String> texts(String template) throws Exception {
        Reader reader = new Reader();
        new SimpleMarkupParser(ParseConfiguration.htmlConfiguration()).parse(template, reader);
        return reader.found;
    }

    /** Collects the texts that a person would see. Not thread-safe. */
    private static final class Reader extends AbstractSimpleMarkupHandler {
        private record Element(String name, boolean replaced, boolean sample) {}

        private final Deque<Element> open = new ArrayDeque<>();
        private final List<String> found = new ArrayList<>();

        @Override
        public void handleOpenElement(String name, @Nullable Map<String, String> attributes, int line, int column) {
            Map<String, String> all = attributes == null ? Map.of() : attributes;
            Element parent = open.peek();
            boolean sample = parent != null && parent.sample || name.equals("code") || name.equals("pre");
            look(all, sample);
            open.push(new Element(name, all.containsKey("th:text") || all.containsKey("th:replace"), sample));
        }

        @Override
        public void handleStandaloneElement(
                String name, @Nullable Map<String, String> attributes, boolean minimized, int line, int column) {
            Element parent = open.peek();
            look(attributes == null ? Map.of() : attributes, parent != null && parent.sample());
        }

        @Override
        public void handleCloseElement(String name, int line, int column) {
            open.pop();
        }

        @Override
        public void handleText(char[] buffer, int offset, int length, int line, int column) {
            Element parent = open.peek();
            if (parent == null || !parent.replaced() && !parent.sample()) {
                add(new String(buffer, offset, length));
            }
        }

        private void look(Map<String, String> attributes, boolean sample) {
            attributes.forEach((name, value) -> {
                if (SHOWN.contains(name)) {
                    add(value);
                } else if (COMPUTED.contains(name) && !sample) {
                    LITERAL.matcher(EXPRESSION.matcher(value).replaceAll(""))
                            .results()
                            .forEach(literal -> add(literal.group(1) == null ? literal.group(2) : literal.group(1)));
                    VARIABLE.matcher(value)
                            .results()
                            .forEach(expression -> LITERAL.matcher(expression.group())
                                    .results()
                                    .map(literal -> literal.group(1) == null ? literal.group(2) : literal.group(1))
                                    .filter(literal -> PROSE.matcher(literal).matches())
                                    .forEach(this::add));
                }
            });
        }

        private void add(String text) {
            String read = ENTITY.matcher(text)
                    .replaceAll(" ")
                    .strip()
                    .replaceFirst("^[·:\\s]+", "")
                    .replaceFirst("[·:\\s]+$", "");
            if (WORD.matcher(read).find() && !ALLOWED.contains(read)) {
                found.add(read);
            }
        }
    }
}
