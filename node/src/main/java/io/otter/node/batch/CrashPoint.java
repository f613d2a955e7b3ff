package io.otter.node.batch;

/**
 * A place in the code where a test wants this process to exit as if it were killed, named by the system property
 * {@code otter.crash.point}. Only tests set it. Immutable.
 *
 * @param armed name of the crash point; empty for none
 */
public record CrashPoint(String armed) {
    public static final CrashPoint NONE = new CrashPoint("");

    public static CrashPoint ofSystem() {
        return new CrashPoint(System.getProperty("otter.crash.point", ""));
    }

    /** Halts the JVM at once, without shutdown hooks, if this crash point is armed. */
    public void pass(String point) {
        if (armed.equals(point)) {
            Runtime.getRuntime().halt(137);
        }
    }
}
