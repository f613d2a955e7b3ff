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
    END,
    CONFIRM,
    BYE;

    private static final FrameKind[] KINDS = values();

    static FrameKind of(int code) {
        if (code < 0 || code >= KINDS.length) {
            throw new IllegalArgumentException("no frame kind " + code);
        }
        return KINDS[code];
    }

    /** Whether both sides count it, so that it is neither lost nor repeated when another connection goes on. */
    boolean isCounted() {
        return compareTo(PING) > 0 && this != CONFIRM && this != BYE;
    }

    /** Whether it may go before messages that wait: it is short, and makes room or ends a wait. */
    boolean isUrgent() {
        return this == CREDIT || this == FAULT;
    }

    boolean isHandshake() {
        return compareTo(REFUSED) <= 0;
    }

    /** Whether the body is a message, whose type has its own size limit. */
    boolean carriesMessage() {
        return this == REQUEST || this == RESPONSE || this == ONE_WAY || this == OPEN || this == ITEM;
    }
}
