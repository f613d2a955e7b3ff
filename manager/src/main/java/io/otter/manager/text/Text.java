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
 * A translatable text: a message with its arguments. Pages show it in the user's language, the API in English.
 *
 * @param key of the message
 * @param values its arguments, each one a {@code Text} or a {@code String}, so that numbers get no separators
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

    /** Text that is the same in every language, or known in one only. */
    public static Text plain(String words) {
        return of("wrong.plain", words);
    }

    /** Joins texts into one by halving, so that thousands do not nest too deep. */
    public static Text all(Collection<Text> texts) {
        List<Text> list = List.copyOf(texts);
        int half = list.size() / 2;
        return half == 0
                ? list.get(0)
                : of("wrong.and", all(list.subList(0, half)), all(list.subList(half, list.size())));
    }

    /** The text with a place in front. */
    public Text at(String place) {
        return place.isEmpty() ? this : of("wrong.at", place, this);
    }

    /** The format of {@link #ofJson}: a list of key and values, with a nested list for each text. */
    public String json() {
        return Json.MAPPER.writeValueAsString(parts());
    }

    private List<Object> parts() {
        return Stream.concat(
                        Stream.of(key), values.stream().map(value -> value instanceof Text text ? text.parts() : value))
                .toList();
    }

    /** @return empty if the text was not written by {@link #json} */
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
