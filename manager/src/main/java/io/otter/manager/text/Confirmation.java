package io.otter.manager.text;

import io.otter.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Requires typing a name before an irreversible action; see the template {@code fragments/ask}. */
public final class Confirmation {
    private Confirmation() {}

    /** @throws RefusedException with REQUEST_INVALID if the typed text differs */
    public static void require(String name, String typed) {
        require(name, typed, Refusal.NAME_NOT_TYPED);
    }

    /** @param typed null if nothing was. @param refusal with the name. @throws RefusedException likewise */
    public static void require(String name, @Nullable String typed, Refusal refusal) {
        if (typed == null || !typed.strip().equals(name.strip())) {
            throw new RefusedException(ErrorCode.REQUEST_INVALID, refusal.with(name));
        }
    }
}
