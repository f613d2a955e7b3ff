package io.otter.manager.parameter;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.Map;
import java.util.stream.Collectors;

/** System parameters that cannot be taken. */
final class ParametersInvalidException extends OtterException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> wrong;

    /** @param wrong what is wrong by field */
    ParametersInvalidException(Map<String, String> wrong) {
        super(
                ErrorCode.SPEC_INVALID,
                wrong.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("; ", "", ".")));
        this.wrong = Map.copyOf(wrong);
    }

    Map<String, String> wrong() {
        return wrong;
    }
}
