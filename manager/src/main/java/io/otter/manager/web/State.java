package io.otter.manager.web;

/** The five states that matter to an operator, worst last. */
public enum State {
    STOPPED("quiet", "■"),
    PAUSED("quiet", "❚❚"),
    RUNNING("good", "▶"),
    CATCHING_UP("warn", "▶▶"),
    NEEDS_YOU("bad", "!");

    private final String style;
    private final String sign;

    State(String style, String sign) {
        this.style = style;
        this.sign = sign;
    }

    /** The CSS class of its colors. */
    public String style() {
        return style;
    }

    /** Distinguishes the states without colors. */
    public String sign() {
        return sign;
    }
}
