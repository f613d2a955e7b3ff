package io.otter.communication;

/** The purpose of a frame; its ordinal is sent on the wire. */
enum FrameKind {
    HELLO,
    CHALLENGE,
    PROOF,
    WELCOME,
    REFUSED,
    PING,
    REQUEST,
    RESPONSE,
    ONE_WAY,
    FAULT,
    OPEN,
    ITEM,
    CREDIT,
    END;

    private static final FrameKind[] KINDS = values();

    static FrameKind of(int code) {
        if (code < 0 || code >= KINDS.length) {
            throw new IllegalArgumentException("no frame kind " + code);
        }
        return KINDS[code];
    }

    boolean isHandshake() {
        return compareTo(REFUSED) <= 0;
    }

    /** Whether the body is a message, whose type has its own size limit. */
    boolean carriesMessage() {
        return this == REQUEST || this == RESPONSE || this == ONE_WAY || this == OPEN || this == ITEM;
    }
}
