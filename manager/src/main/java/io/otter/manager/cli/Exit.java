package io.otter.manager.cli;

import io.otter.common.error.OtterException;

/** What {@code otterctl} exits with; scripts rely on the numbers. */
final class Exit {
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int FORBIDDEN = 4;
    static final int UNKNOWN = 5;
    static final int INVALID = 6;

    private Exit() {}

    static int of(Exception failure) {
        if (!(failure instanceof OtterException known)) {
            return REFUSED;
        }
        return switch (known.code()) {
            case MANAGER_UNREACHABLE -> UNREACHABLE;
            case UNAUTHENTICATED, FORBIDDEN, PASSWORD_MUST_CHANGE, TOO_MANY_ATTEMPTS -> FORBIDDEN;
            case NOT_FOUND -> UNKNOWN;
            case SPEC_INVALID, REQUEST_INVALID, FILE_UNREADABLE, PASSWORD_UNFIT -> INVALID;
            default -> REFUSED;
        };
    }
}
