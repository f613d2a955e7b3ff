package io.otter.manager.text;

import io.otter.common.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.MessageSourceResolvable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Something that is said to people in the language that they read: a message with what stands in it. Pages say it in the user's
 * language, the API in English.
 *
 * @param key of the message
 * @param values its arguments, each one a {@code Text} or a {@code String}, so that no number gets separators
 */
public record Text(String key, List<Object> values) implements MessageSourceResolvable {
    public Text {
        values = List.copyOf(values);
    }

    public static Text of(String key, Object... values) {
        return new Text(
                key,
                Stream.of(values)
                        .map(value -> value instanceof Text ? value : String.valueOf(value))
                        .toList());
    }

    /** What is the same in every language, or known in one only. */
    public static Text plain(String words) {
        return of("wrong.plain", words);
    }

    /** Everything in one, halved again and again, so that thousands are not nested in each other. */
    public static Text all(Collection<Text> texts) {
        List<Text> list = List.copyOf(texts);
        int half = list.size() / 2;
        return half == 0
                ? list.get(0)
                : of("wrong.and", all(list.subList(0, half)), all(list.subList(half, list.size())));
    }

    /** The text with its place before it. */
    public Text at(String place) {
        return place.isEmpty() ? this : of("wrong.at", place, this);
    }

    /** As {@link #ofJson} reads it: a list of the key and the values, a text among them as a list in it. */
    public String json() {
        return Json.MAPPER.writeValueAsString(parts());
    }

    private List<Object> parts() {
        return Stream.concat(
                        Stream.of(key), values.stream().map(value -> value instanceof Text text ? text.parts() : value))
                .toList();
    }

    /** @return nothing if {@link #json} has not written it */
    public static Optional<Text> ofJson(String json) {
        try {
            return ofParts(Json.MAPPER.readTree(json));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<Text> ofParts(JsonNode parts) {
        String key = parts.path(0).asString("");
        return key.isEmpty()
                ? Optional.empty()
                : Optional.of(of(
                        key,
                        parts.valueStream()
                                .skip(1)
                                .map(part -> part.isArray() ? ofParts(part).orElse(plain("")) : part.asString(""))
                                .toArray()));
    }

    @Override
    public String[] getCodes() {
        return new String[] {key};
    }

    @Override
    public Object[] getArguments() {
        return values.toArray();
    }

    @Override
    public String toString() {
        return values.isEmpty() ? key : key + values;
    }
}
