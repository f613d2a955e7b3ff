package io.otter.manager.session;

import io.otter.common.json.Json;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A type whose values may stand in a session, and how they are written there.
 *
 * @param name stands in the database, so it stays
 */
public record SessionValue<T>(String name, Class<T> type, Function<T, JsonNode> written, Function<JsonNode, T> read) {
    /** A record or an enum without anything of its own to keep apart. */
    public static <T> SessionValue<T> plain(String name, Class<T> type) {
        return new SessionValue<>(name, type, Json.MAPPER::valueToTree, json -> Json.MAPPER.treeToValue(json, type));
    }

    JsonNode write(Object value) {
        return written.apply(type.cast(value));
    }
}
