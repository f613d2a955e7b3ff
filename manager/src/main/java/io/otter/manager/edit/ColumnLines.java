package io.otter.manager.edit;

import io.otter.common.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Formats a pair's columns as lines of text, and parses them. Stateless. */
final class ColumnLines {
    private ColumnLines() {}

    /** The lines for a map of columns, a list of columns or a list of groups. */
    static String text(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(column -> column.getKey().equals(column.getValue().asString(""))
                            ? column.getKey()
                            : column.getKey() + " = " + column.getValue().asString(""))
                    .collect(Collectors.joining("\n"));
        }
        return StreamSupport.stream(value.spliterator(), false)
                .map(line -> line.isArray() ? group(line) : line.asString(""))
                .collect(Collectors.joining("\n"));
    }

    /** A map from source to target column; the text itself, which the spec rejects, if a column occurs twice. */
    static JsonNode columns(String text) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String line : lines(text)) {
            String[] names = line.split("\\s*=\\s*", 2);
            if (columns.put(names[0], names.length == 1 ? names[0] : names[1]) != null) {
                return Json.MAPPER.valueToTree(text);
            }
        }
        return Json.MAPPER.valueToTree(columns);
    }

    static JsonNode groups(String text) {
        return Json.MAPPER.valueToTree(lines(text).stream()
                .map(line -> Stream.of(line.split("[,;]"))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList())
                .toList());
    }

    private static String group(JsonNode names) {
        return StreamSupport.stream(names.spliterator(), false)
                .map(name -> name.asString(""))
                .collect(Collectors.joining(", "));
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
