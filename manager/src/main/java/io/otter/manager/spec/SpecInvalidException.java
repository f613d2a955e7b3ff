package io.otter.manager.spec;

import io.otter.manager.text.InvalidInputException;
import io.otter.manager.text.Text;
import java.util.List;

/** A document was refused as a whole; carries all errors. */
public final class SpecInvalidException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    private final transient List<SpecError> errors;

    /** @param errors at least one */
    public SpecInvalidException(List<SpecError> errors) {
        super(Text.of(
                "wrong.unchanged",
                Text.all(errors.stream().map(SpecError::whole).toList())));
        this.errors = List.copyOf(errors);
    }

    /** In document order. */
    public List<SpecError> errors() {
        return errors;
    }
}
