package io.otter.integration;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** So much of Helm's templates as the chart needs: values, the release's name, {@code quote}, {@code toYaml}, {@code nindent}, {@code if}. */
record ChartTemplate(Map<String, Object> values, String release) {
    private static final Pattern ACTION = Pattern.compile("(\\s*)\\{\\{(-?)\\s*(.*?)\\s*\\}\\}");

    /** @throws IllegalArgumentException naming what is not known */
    String render(String template) {
        StringBuilder out = new StringBuilder();
        Deque<Boolean> shown = new ArrayDeque<>();
        Matcher action = ACTION.matcher(template);
        int at = 0;
        while (action.find()) {
            append(
                    out,
                    template.substring(at, action.start()) + (action.group(2).isEmpty() ? action.group(1) : ""),
                    shown);
            at = action.end();
            String said = action.group(3);
            if (said.startsWith("if ")) {
                shown.push(Boolean.TRUE.equals(evaluated(said.substring(3))));
            } else if (said.equals("end")) {
                shown.pop();
            } else {
                append(out, String.valueOf(evaluated(said)), shown);
            }
        }
        append(out, template.substring(at), shown);
        if (!shown.isEmpty()) {
            throw new IllegalArgumentException("an if without an end");
        }
        return out.toString();
    }

    private static void append(StringBuilder out, String text, Deque<Boolean> shown) {
        if (!shown.contains(false)) {
            out.append(text);
        }
    }

    private @Nullable Object evaluated(String said) {
        Object value = null;
        for (String part : said.split("\\s*\\|\\s*")) {
            String[] words = part.split("\\s+");
            value = switch (words[0]) {
                case "quote" -> "\"" + value + "\"";
                case "nindent" -> indented(String.valueOf(value), Integer.parseInt(words[1]));
                case "toYaml" -> yaml(named(words[1]));
                default -> named(words[0]);
            };
        }
        return value;
    }

    private Object named(String name) {
        Object found = name.equals(".Release.Name")
                ? release
                : name.startsWith(".Values.") ? value(values, name.substring(".Values.".length())) : null;
        if (found == null) {
            throw new IllegalArgumentException("{{ " + name + " }} is nothing");
        }
        return found;
    }

    private static String yaml(Object value) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(options).dump(value).strip();
    }

    private static String indented(String text, int spaces) {
        return text.lines().collect(Collectors.joining("\n" + " ".repeat(spaces), "\n" + " ".repeat(spaces), ""));
    }

    /** What is at a path like {@code a.b}; null if there is nothing. */
    static @Nullable Object value(Map<String, Object> map, String path) {
        Object at = map;
        for (String part : List.of(path.split("\\."))) {
            at = at instanceof Map<?, ?> inner ? inner.get(part) : null;
        }
        return at;
    }
}
