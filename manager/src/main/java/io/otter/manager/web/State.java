package io.otter.manager.web;

/** The five states that an operator has to tell apart, worst last. */
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

    /** The CSS class of the colours. */
    public String style() {
        return style;
    }

    /** What tells the states apart without colours. */
    public String sign() {
        return sign;
    }
}
