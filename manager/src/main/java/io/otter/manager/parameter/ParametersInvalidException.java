package io.otter.manager.parameter;

import io.otter.manager.text.InvalidInputException;
import io.otter.manager.text.Text;
import java.util.Map;

/** Invalid system parameters. */
final class ParametersInvalidException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Text> wrong;

    /** @param wrong errors by field */
    ParametersInvalidException(Map<String, Text> wrong) {
        super(wrong);
        this.wrong = Map.copyOf(wrong);
    }

    Map<String, Text> wrong() {
        return wrong;
    }
}
