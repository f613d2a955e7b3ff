package io.otter.manager.session;

import io.otter.common.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.FlashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what a session holds as JSON, and reads it: only values of known types, so that what stands in the database never
 * chooses a class. Texts, numbers and truth values stand for themselves; everything else is an object whose one key names its
 * type. Thread-safe.
 */
@Component
final class SessionValues {
    private static final Logger log = LoggerFactory.getLogger(SessionValues.class);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String LIST = "list";
    private static final String MAP = "map";
    private static final String MESSAGE = "message";

    private final Map<String, SessionValue<?>> types;

    SessionValues(List<SessionValue<?>> types) {
        this.types = types.stream().collect(Collectors.toUnmodifiableMap(SessionValue::name, type -> type));
    }

    String write(Map<String, Object> attributes) {
        return map(attributes).toString();
    }

    /** What is of a type that this version does not know is left out. */
    Map<String, Object> read(String json) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        try {
            readMap(Json.MAPPER.readTree(json)).forEach((name, value) -> {
                if (value != null) {
                    attributes.put(name, value);
                }
            });
        } catch (JacksonException | IllegalArgumentException e) {
            log.warn("a session was written by another version and begins anew: {}", e.getMessage());
        }
        return attributes;
    }

    private JsonNode node(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof String || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            return Json.MAPPER.valueToTree(value);
        }
        if (value instanceof FlashMap message) {
            return tagged(MESSAGE, message(message));
        }
        if (value instanceof Map<?, ?> map) {
            return tagged(MAP, map(map));
        }
        if (value instanceof Collection<?> list) {
            ArrayNode nodes = NODES.arrayNode();
            list.forEach(one -> nodes.add(node(one)));
            return tagged(LIST, nodes);
        }
        return typed(value);
    }

    private ObjectNode typed(Object value) {
        SessionValue<?> type = types.values().stream()
                .filter(one -> one.type().isInstance(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "sessions do not keep " + value.getClass().getName()));
        return tagged(type.name(), type.write(value));
    }

    private ObjectNode map(Map<?, ?> map) {
        ObjectNode nodes = NODES.objectNode();
        map.forEach((key, value) -> nodes.set((String) key, node(value)));
        return nodes;
    }

    private ObjectNode message(FlashMap message) {
        return NODES.objectNode()
                .put("path", message.getTargetRequestPath())
                .put("until", message.getExpirationTime())
                .set("fields", Json.MAPPER.valueToTree(message.getTargetRequestParams()))
                .set("values", map(message));
    }

    private static ObjectNode tagged(String type, JsonNode value) {
        return NODES.objectNode().set(type, value);
    }

    private @Nullable Object value(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isInt()) {
            return node.intValue();
        }
        if (node.isNumber()) {
            return node.longValue();
        }
        if (!node.isObject() || node.size() != 1) {
            return null;
        }
        String type = node.propertyNames().iterator().next();
        JsonNode content = node.get(type);
        return switch (type) {
            case LIST -> {
                List<@Nullable Object> list = new ArrayList<>();
                content.forEach(one -> list.add(value(one)));
                yield list;
            }
            case MAP -> readMap(content);
            case MESSAGE -> readMessage(content);
            default -> {
                SessionValue<?> known = types.get(type);
                yield known == null ? null : known.read().apply(content);
            }
        };
    }

    private Map<String, @Nullable Object> readMap(JsonNode nodes) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        nodes.forEachEntry((key, value) -> map.put(key, value(value)));
        return map;
    }

    private FlashMap readMessage(JsonNode node) {
        FlashMap message = new FlashMap();
        message.setTargetRequestPath(
                node.path("path").isString() ? node.path("path").stringValue() : null);
        node.path("fields")
                .forEachEntry((name, values) ->
                        values.forEach(value -> message.addTargetRequestParam(name, value.stringValue())));
        message.setExpirationTime(node.path("until").asLong(-1));
        message.putAll(readMap(node.path("values")));
        return message;
    }
}
