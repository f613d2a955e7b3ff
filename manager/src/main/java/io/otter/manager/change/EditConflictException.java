package io.otter.manager.change;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.Tellable;
import io.otter.manager.text.Text;

/** Someone else changed the thing after it was displayed; nothing was changed. */
public final class EditConflictException extends OtterException implements Tellable {
    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    /** @param what the name of what was changed, nobody knows by whom */
    public EditConflictException(String what) {
        this(Refusal.EDIT_CONFLICT.with(what));
    }

    EditConflictException(Refused refused) {
        super(ErrorCode.ILLEGAL_MOVE, refused.toString());
        this.refused = refused;
    }

    @Override
    public Text text() {
        return refused.text();
    }
}
