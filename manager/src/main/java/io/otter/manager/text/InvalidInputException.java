package io.otter.manager.text;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.Map;

/** Invalid input. Display {@link #text} in the user's language; the message is for logs. */
public class InvalidInputException extends OtterException implements Tellable {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    public InvalidInputException(Text text) {
        super(ErrorCode.SPEC_INVALID, text.toString());
        this.text = text;
    }

    /** @param wrong errors by field, at least one */
    public InvalidInputException(Map<String, Text> wrong) {
        this(Text.of(
                "wrong.all",
                Text.all(wrong.entrySet().stream()
                        .map(entry -> entry.getValue().at(entry.getKey()))
                        .toList())));
    }

    @Override
    public final Text text() {
        return text;
    }
}
