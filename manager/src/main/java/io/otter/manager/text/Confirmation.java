package io.otter.manager.text;

import io.otter.common.error.ErrorCode;

/** Requires typing a name before an irreversible action; see the template {@code fragments/ask}. */
public final class Confirmation {
    private Confirmation() {}

    /** @throws RefusedException with REQUEST_INVALID if the typed text differs */
    public static void require(String name, String typed) {
        if (!typed.strip().equals(name.strip())) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, Refusal.NAME_NOT_TYPED.with(name));
        }
    }
}
