package io.otter.manager.spec;

import io.otter.common.model.ServerAddress;
import io.otter.manager.sync.Limits;
import io.otter.manager.text.OneLine;
import io.otter.manager.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Reads an object of a document key by key and collects errors; an invalid value is replaced by the default, so that
 * reading continues. {@link #end()} reports unknown keys. Not thread-safe.
 */
final class SpecFields {
    private static final int LONGEST_NAME = 200;

    private final String path;
    private final JsonNode node;
    private final List<SpecError> errors;
    private final Set<String> asked = new LinkedHashSet<>();

    SpecFields(String path, JsonNode node, List<SpecError> errors) {
        this.path = path;
        this.node = node;
        this.errors = errors;
        if (!node.isObject() && !node.isMissingNode()) {
            error("", "wrong.map");
        }
    }

    /** @param message key of the error message */
    void error(String key, String message, Object... values) {
        errors.add(new SpecError(at(key), Text.of(message, values)));
    }

    String at(String key) {
        return key.isEmpty() ? path : path.isEmpty() ? key : path + "." + key;
    }

    /** Whether the key has a value. */
    boolean has(String key) {
        asked.add(key);
        return !node.path(key).isMissingNode() && !node.path(key).isNull();
    }

    JsonNode raw(String key) {
        asked.add(key);
        return node.path(key);
    }

    /** A required, non-empty string. */
    String name(String key) {
        String text = text(key, "");
        if (!has(key)) {
            error(key, "wrong.missing");
        } else if (node.path(key).isString() && text.isBlank()) {
            error(key, "wrong.empty");
        } else if (text.length() > LONGEST_NAME) {
            error(key, "wrong.long", LONGEST_NAME);
        }
        return text;
    }

    /** Nothing new gets a name that looks like another's, or that no address can have. @param present what has the name */
    void mayBeNew(String name, Optional<?> present) {
        if (present.isEmpty() && !OneLine.shows(name)) {
            error("name", "wrong.unseen");
        }
        if (present.isEmpty() && (name.equals(".") || name.equals(".."))) {
            error("name", "wrong.dots");
        }
    }

    /** A string; numbers are accepted, because YAML turns names like 2024 into numbers. */
    String text(String key, String defaultValue) {
        if (!has(key)) {
            return defaultValue;
        }
        JsonNode value = node.path(key);
        if (!value.isString() && !value.isNumber()) {
            error(key, "wrong.text");
            return defaultValue;
        }
        return value.asString();
    }

    Optional<String> optionalText(String key) {
        return has(key) ? Optional.of(name(key)) : Optional.empty();
    }

    int number(String key, Limits limits, int defaultValue) {
        if (!has(key)) {
            return defaultValue;
        }
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || !limits.allows(value.asLong())) {
            error(key, "wrong.number", limits.least(), limits.most());
            return defaultValue;
        }
        return value.asInt();
    }

    int requiredNumber(String key, Limits limits) {
        if (!has(key)) {
            error(key, "wrong.missing");
        }
        return number(key, limits, limits.least());
    }

    boolean flag(String key, boolean defaultValue) {
        if (has(key) && !node.path(key).isBoolean()) {
            error(key, "wrong.flag");
            return defaultValue;
        }
        return has(key) ? node.path(key).asBoolean() : defaultValue;
    }

    <E extends Enum<E>> E constant(String key, Class<E> type, E defaultValue) {
        String text = text(key, defaultValue.name());
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseGet(() -> {
                    error(
                            key,
                            "wrong.constant",
                            Stream.of(type.getEnumConstants())
                                    .map(constant -> Text.plain(constant.name()))
                                    .reduce((one, other) -> Text.of("wrong.or", one, other))
                                    .orElseThrow());
                    return defaultValue;
                });
    }

    /** Strings, at least one if {@code required}. */
    List<String> texts(String key, boolean required) {
        List<String> texts = new ArrayList<>();
        each(key, required, (element, index) -> {
            if (element.isString() || element.isNumber()) {
                texts.add(element.asString());
            } else {
                error(key + "[" + index + "]", "wrong.text");
            }
        });
        return texts;
    }

    /** The strings of one list in {@code groups}. */
    List<String> group(int index) {
        List<String> texts = new ArrayList<>();
        JsonNode list = raw("groups").path(index);
        for (JsonNode element : list) {
            if (element.isString()) {
                texts.add(element.asString());
            }
        }
        if (!list.isArray() || list.isEmpty() || texts.size() < list.size()) {
            error("groups[" + index + "]", "wrong.columns");
        }
        return texts;
    }

    /** A map of strings; numbers and booleans are accepted. */
    Map<String, String> map(String key) {
        Map<String, String> map = new LinkedHashMap<>();
        if (has(key) && !node.path(key).isObject()) {
            error(key, "wrong.map");
        }
        node.path(key).properties().forEach(entry -> {
            if (entry.getValue().isContainer() || entry.getValue().isNull()) {
                error(key + "." + entry.getKey(), "wrong.text");
            } else {
                map.put(entry.getKey(), entry.getValue().asString());
            }
        });
        return map;
    }

    /** Reads every object of a list. */
    <T> List<T> objects(String key, boolean required, Function<SpecFields, T> read) {
        List<T> objects = new ArrayList<>();
        each(key, required, (element, index) -> {
            SpecFields fields = new SpecFields(at(key + "[" + index + "]"), element, errors);
            objects.add(read.apply(fields));
            fields.end();
        });
        return objects;
    }

    /** Reads an object; a missing one counts as empty. */
    <T> T object(String key, boolean required, Function<SpecFields, T> read) {
        boolean present = has(key);
        if (!present && required) {
            error(key, "wrong.missing");
        }
        SpecFields fields = new SpecFields(
                at(key),
                present ? node.path(key) : node.path("").path(""),
                present || !required ? errors : new ArrayList<>());
        T value = read.apply(fields);
        fields.end();
        return value;
    }

    /** Reports duplicate names. */
    void noDuplicates(String key, List<String> names) {
        Set<String> seen = new LinkedHashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !seen.add(name.toLowerCase(Locale.ROOT))) {
                error(key, "wrong.twice", name);
            }
        }
    }

    private void each(String key, boolean required, Element read) {
        JsonNode list = raw(key);
        if (list.isMissingNode() || list.isNull()) {
            if (required) {
                error(key, "wrong.missing");
            }
            return;
        }
        if (!list.isArray()) {
            error(key, "wrong.list");
            return;
        }
        if (required && list.isEmpty()) {
            error(key, "wrong.few");
        }
        for (int i = 0; i < list.size(); i++) {
            read.accept(list.get(i), i);
        }
    }

    /** Addresses {@code host:port}; those that are none are left out. */
    List<ServerAddress> addresses(String key) {
        List<ServerAddress> addresses = new ArrayList<>();
        List<String> texts = texts(key, false);
        for (int i = 0; i < texts.size(); i++) {
            address(key + "[" + i + "]", texts.get(i)).ifPresent(addresses::add);
        }
        return addresses;
    }

    /** The address in {@code text}, {@code host:port}. @param key of the value, for the error */
    Optional<ServerAddress> address(String key, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|]$", "");
        String port = text.substring(colon + 1);
        if (!isHost(host) || !port.matches("\\d{1,5}") || !Limits.PORT.allows(Long.parseLong(port))) {
            error(key, "wrong.address");
            return Optional.empty();
        }
        return Optional.of(new ServerAddress(host, Integer.parseInt(port)));
    }

    /** A required name or address of a host. */
    String host(String key) {
        String host = name(key);
        if (!host.isEmpty() && !isHost(host)) {
            error(key, "wrong.host");
        }
        return host;
    }

    private static boolean isHost(String host) {
        return host.matches("[A-Za-z0-9_.-]{1,255}|(?=.*:)[0-9A-Fa-f:.]{2,45}(%\\w+)?");
    }

    /** Reports keys that were never read. */
    void end() {
        for (String key : node.propertyNames()) {
            if (!asked.contains(key)) {
                error(key, "wrong.key", String.join(", ", asked));
            }
        }
    }

    private interface Element {
        void accept(JsonNode element, int index);
    }
}
