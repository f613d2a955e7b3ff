package io.otter.manager.spec;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.List;
import java.util.stream.Collectors;

/** A document that was refused as a whole, with everything that is wrong with it. */
public final class SpecInvalidException extends OtterException {
    private static final long serialVersionUID = 1L;

    private final transient List<SpecError> errors;

    /** @param errors at least one */
    public SpecInvalidException(List<SpecError> errors) {
        super(
                ErrorCode.SPEC_INVALID,
                "nothing was changed: "
                        + errors.stream().map(SpecError::toString).collect(Collectors.joining("; ")) + ".");
        this.errors = List.copyOf(errors);
    }

    /** In the document's order. */
    public List<SpecError> errors() {
        return errors;
    }
}
