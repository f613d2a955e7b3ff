package io.otter.node.batch;

/**
 * A place in the code where a test wants this process to end as if it were killed: the system property
 * {@code otter.crash.point} names it. Nobody else sets it. Immutable.
 *
 * @param armed empty for none
 */
public record CrashPoint(String armed) {
    public static final CrashPoint NONE = new CrashPoint("");

    public static CrashPoint ofSystem() {
        return new CrashPoint(System.getProperty("otter.crash.point", ""));
    }

    /** Ends the process at once, without hooks, if this point is armed. */
    public void pass(String point) {
        if (armed.equals(point)) {
            Runtime.getRuntime().halt(137);
        }
    }
}
