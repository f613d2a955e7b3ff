package io.otter.manager.document;

import io.otter.common.json.Json;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object from a column. Formats of older versions are read leniently; unknown keys are kept. Not thread-safe.
 */
public final class StoredDocument {
    private final ObjectNode node;

    private StoredDocument(ObjectNode node) {
        this.node = node;
    }

    public static StoredDocument empty() {
        return new StoredDocument(Json.MAPPER.createObjectNode());
    }

    /** Anything other than a JSON object counts as an empty one. */
    public static StoredDocument parse(@Nullable String json) {
        try {
            return json != null && Json.MAPPER.readTree(json) instanceof ObjectNode object
                    ? new StoredDocument(object)
                    : empty();
        } catch (JacksonException e) {
            return empty();
        }
    }

    /** The value; a missing node when there is none. */
    public JsonNode get(String key) {
        return node.path(key);
    }

    /** A string or number as text; empty when the key is missing, null or empty. */
    public Optional<String> text(String key) {
        return Optional.of(node.path(key).asString("")).filter(text -> !text.isEmpty());
    }

    /** A number in the range of an int, else the default. */
    public int number(String key, int defaultValue) {
        return node.path(key).asInt(defaultValue);
    }

    public boolean flag(String key, boolean defaultValue) {
        return node.path(key).asBoolean(defaultValue);
    }

    /** The enum constant of this name, else the default. */
    public <E extends Enum<E>> E constant(String key, Class<E> type, E defaultValue) {
        String name = node.path(key).asString("");
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        return defaultValue;
    }

    /** An object with enum constants as keys and values; unknown ones are left out. */
    public <K extends Enum<K>, V extends Enum<V>> Map<K, V> constants(String key, Class<K> keys, Class<V> values) {
        Map<K, V> map = new EnumMap<>(keys);
        for (K constant : keys.getEnumConstants()) {
            String name = node.path(key).path(constant.name()).asString("");
            for (V value : values.getEnumConstants()) {
                if (value.name().equals(name)) {
                    map.put(constant, value);
                }
            }
        }
        return map;
    }

    /** Sets a string, number, boolean, list or map; null removes the key. */
    public StoredDocument put(String key, @Nullable Object value) {
        if (value == null) {
            node.remove(key);
        } else {
            node.set(key, Json.MAPPER.valueToTree(value));
        }
        return this;
    }

    /** Compact JSON. */
    public String json() {
        return node.toString();
    }
}
