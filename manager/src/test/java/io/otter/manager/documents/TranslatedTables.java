package io.otter.manager.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What tests and benchmarks write into the English documents, in Chinese: cell by cell, by a list of translations in which a
 * number, or a list of numbers, is {@code #}. What is no prose, such as SQL, stays.
 */
final class TranslatedTables {
    private static final Path LIST = Path.of("src/test/resources/documents/tables.zh-CN.txt");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*(?:, \\d+(?:[.,]\\d+)*)*");
    private static final Pattern PROSE = Pattern.compile("\\b[a-z]{2,} [a-z]{2,}");

    private final Map<String, String> translations = new HashMap<>();
    private final Set<String> used = new TreeSet<>();
    private final Set<String> missing = new TreeSet<>();

    TranslatedTables() {
        try {
            for (String line : Files.readAllLines(LIST)) {
                String[] pair = line.split(" => ", 2);
                if (pair.length == 2) {
                    translations.put(pair[0], pair[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param chinese lines of a document, whose tables are replaced by those of the English one */
    List<String> renewed(List<String> chinese, List<String> english, List<String> markers) {
        List<String> lines = new ArrayList<>();
        boolean within = false;
        for (String line : chinese) {
            if (isMarker(line)) {
                within = markers.contains(line);
                lines.add(line);
                if (within) {
                    section(english, line).stream().map(this::line).forEach(lines::add);
                }
            } else if (!within) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** What nobody has translated. */
    Set<String> missing() {
        return missing;
    }

    /** Translations of what no document has any more. */
    Set<String> unused() {
        return translations.keySet().stream()
                .filter(key -> !used.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isMarker(String line) {
        return line.startsWith("<!-- ") && line.endsWith(" -->");
    }

    private static List<String> section(List<String> lines, String marker) {
        int begin = lines.indexOf(marker) + 1;
        if (begin == 0) {
            throw new IllegalArgumentException("the English document has no " + marker);
        }
        return lines.subList(begin, lines.size()).stream()
                .takeWhile(line -> !isMarker(line))
                .toList();
    }

    private String line(String line) {
        if (line.startsWith("|")) {
            String[] cells = line.split("(?<!\\\\)\\|", -1);
            return Arrays.stream(cells).map(this::padded).collect(Collectors.joining("|"));
        }
        Matcher heading = Pattern.compile("(#+ )(.*)").matcher(line);
        return heading.matches() ? heading.group(1) + text(heading.group(2)) : text(line);
    }

    private String padded(String cell) {
        return cell.isBlank() ? cell : " " + text(cell.strip()) + " ";
    }

    private String text(String text) {
        Matcher number = NUMBER.matcher(text);
        Deque<String> numbers =
                number.results().map(found -> found.group()).collect(Collectors.toCollection(ArrayDeque::new));
        String key = number.replaceAll("#");
        String translation = translations.get(key);
        if (translation == null) {
            if (PROSE.matcher(text.replaceAll("`[^`]*`|\\([^)]*/[^)]*\\)", "")).find()) {
                missing.add(key);
            }
            return text;
        }
        used.add(key);
        StringBuilder translated = new StringBuilder();
        for (char c : translation.toCharArray()) {
            translated.append(c == '#' ? numbers.pop() : String.valueOf(c));
        }
        return translated.toString();
    }
}
