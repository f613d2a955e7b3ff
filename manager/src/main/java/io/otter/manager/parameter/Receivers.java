package io.otter.manager.parameter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Receivers as lines of {@code key = address, address}. Stateless. */
final class Receivers {
    private Receivers() {}

    /** Parses lines or, from some versions of alibaba/otter, an object; anything else means no receivers. */
    static Map<String, List<String>> stored(JsonNode value) {
        Map<String, List<String>> receivers = new LinkedHashMap<>();
        if (value.isObject()) {
            value.properties()
                    .forEach(entry -> receivers.put(
                            entry.getKey(), addresses(entry.getValue().asString(""))));
            return receivers;
        }
        lines(value.asString("")).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                receivers.put(line.substring(0, equals).strip(), addresses(line.substring(equals + 1)));
            }
        });
        return receivers;
    }

    /** All lines with content; alibaba/otter ends them with a semicolon. */
    static List<String> lines(String text) {
        return Stream.of(text.split("[;\\r\\n]+"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    static List<String> addresses(String text) {
        return Stream.of(text.split("[,\\s]+"))
                .filter(address -> !address.isEmpty())
                .toList();
    }

    static String text(Map<String, List<String>> receivers) {
        return new TreeMap<>(receivers)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + String.join(",", entry.getValue()))
                        .collect(Collectors.joining(";\n"));
    }
}
