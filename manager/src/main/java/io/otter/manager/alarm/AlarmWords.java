package io.otter.manager.alarm;

import io.otter.common.json.Json;
import io.otter.manager.text.Text;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What is wrong, as table ALARM has it. What a manager found is a JSON list of the message's key and its values, so that it can
 * be told in every language; the words of nodes, and the rows of older managers, stand as they are. Thread-safe.
 */
@Component
final class AlarmWords {
    private static final String OWN = "alarm.found.";

    private final MessageSource messages;

    AlarmWords(MessageSource messages) {
        this.messages = messages;
    }

    static String written(Text text) {
        return text.key().startsWith(OWN)
                ? Json.MAPPER.writeValueAsString(Stream.concat(Stream.of(text.key()), text.values().stream())
                        .toList())
                : String.valueOf(text.values().get(0));
    }

    static Text read(String written) {
        try {
            JsonNode parts = Json.MAPPER.readTree(written);
            String key = parts.path(0).asString("");
            return key.startsWith(OWN)
                    ? Text.of(
                            key,
                            parts.valueStream().skip(1).map(JsonNode::asString).toArray())
                    : Text.plain(written);
        } catch (JacksonException e) {
            return Text.plain(written);
        }
    }

    /** For mails, the log and the API. */
    String english(String written) {
        return messages.getMessage(read(written), Locale.ENGLISH);
    }
}
