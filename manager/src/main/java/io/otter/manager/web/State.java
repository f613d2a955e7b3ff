package io.otter.manager.web;

import io.otter.common.health.PipelineHealth;

/** The states that an operator has to tell apart, worst last. */
public enum State {
    STOPPED("quiet", "■"),
    PAUSED("quiet", "❚❚"),
    RUNNING("good", "▶"),
    CATCHING_UP("warn", "▶▶"),
    UNKNOWN("warn", "?"),
    NEEDS_YOU("bad", "!");

    private final String style;
    private final String sign;

    State(String style, String sign) {
        this.style = style;
        this.sign = sign;
    }

    static State of(PipelineHealth health) {
        return switch (health.state()) {
            case UNKNOWN -> UNKNOWN;
            case STOPPED -> STOPPED;
            case PAUSED -> PAUSED;
            case RUNNING -> RUNNING;
            case STARTING, CATCHING_UP -> CATCHING_UP;
            case PAUSED_BY_FAULT, NO_OWNER, DRAINED, NOT_READY, FAILING, SILENT -> NEEDS_YOU;
        };
    }

    /** The CSS class of the colours. */
    public String style() {
        return style;
    }

    /** Distinguishes the states without colors. */
    public String sign() {
        return sign;
    }
}
