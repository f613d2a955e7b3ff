package io.otter.testsupport.database;

import org.opentest4j.TestAbortedException;

/** What a test cannot run without. Apart from {@link DatabaseServer}, which also works where there is no JUnit. */
public final class RequiredServer {
    private RequiredServer() {}

    /** Skips the calling test, and says so aloud, when the server cannot be started here. */
    public static void assumeAvailable(String name) {
        if (DatabaseServer.availableOf(name).isEmpty()) {
            throw new TestAbortedException("server " + name + ": " + DatabaseServer.whyMissing(name));
        }
    }
}
