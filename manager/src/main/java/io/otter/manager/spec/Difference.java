package io.otter.manager.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** The difference between two versions of a thing, for display. Stateless. */
final class Difference {
    private Difference() {}

    /** Lines {@code - path: value} for removals, {@code + path: value} for additions, by path; list entries by name. */
    static String between(JsonNode before, JsonNode after) {
        Map<String, String> old = new LinkedHashMap<>();
        Map<String, String> present = new LinkedHashMap<>();
        flatten("", before, old);
        flatten("", after, present);
        StringJoiner lines = new StringJoiner("\n");
        old.forEach((path, value) -> {
            if (!value.equals(present.get(path))) {
                lines.add("- " + path + ": " + value);
                if (present.containsKey(path)) {
                    lines.add("+ " + path + ": " + present.get(path));
                }
            }
        });
        present.forEach((path, value) -> {
            if (!old.containsKey(path)) {
                lines.add("+ " + path + ": " + value);
            }
        });
        return lines.toString();
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), into));
        } else if (node.isArray() && node.path(0).isObject()) {
            int index = 0;
            for (JsonNode one : node) {
                flatten(path + "[" + label(one, index++) + "]", one, into);
            }
        } else {
            into.put(path, node.isString() ? node.asString() : node.toString());
        }
    }

    /** A thing's name; a media pair has none, so its source and target tables. */
    private static String label(JsonNode one, int index) {
        JsonNode from = one.path("from");
        return from.isObject()
                ? from.path("schema").asString("") + "." + from.path("table").asString("") + " > "
                        + one.path("to").path("source").asString("")
                : one.path("name").asString(Integer.toString(index));
    }
}
