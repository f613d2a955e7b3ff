package io.otter.manager.alarm;

import io.otter.manager.text.Text;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * Encodes alarm texts for table ALARM. What a manager found is a JSON list of message key and values, to be translated
 * when displayed; texts from nodes, and rows of older managers, stay unchanged. Thread-safe.
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
                ? text.json()
                : String.valueOf(text.values().get(0));
    }

    static Text read(String written) {
        return Text.ofJson(written).filter(text -> text.key().startsWith(OWN)).orElse(Text.plain(written));
    }

    /** The text for mails, the log and the API. */
    String english(String written) {
        return messages.getMessage(read(written), Locale.ENGLISH);
    }
}
