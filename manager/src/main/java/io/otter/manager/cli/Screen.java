package io.otter.manager.cli;

import java.io.PrintWriter;

/** Where something is shown again and again until it is over: on a terminal in place, else one below the other. */
final class Screen {
    /** The cursor home, and away with what is below: unlike clearing first, that does not flicker. */
    static final String HOME = "\033[H\033[J";

    private final PrintWriter out;
    private final boolean inPlace;

    private Screen(PrintWriter out, boolean inPlace) {
        this.out = out;
        this.inPlace = inPlace;
    }

    static Screen of(PrintWriter out, ManagerOptions manager) {
        return new Screen(out, System.console() != null && !manager.json());
    }

    /** What is printed from now on takes the place of what was. */
    void redraw() {
        if (inPlace) {
            out.print(HOME);
        }
    }

    /** Whether nobody reads it any more, as behind {@code | head}. */
    boolean isGone() {
        return out.checkError();
    }
}
