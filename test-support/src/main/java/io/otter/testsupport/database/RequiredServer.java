package io.otter.testsupport.database;

import org.opentest4j.TestAbortedException;

/** Skips tests whose server is missing. Separate from {@link DatabaseServer}, which also works without JUnit. */
public final class RequiredServer {
    private RequiredServer() {}

    /** Skips the calling test, and prints that, if the server cannot be started here. */
    public static void assumeAvailable(String name) {
        if (DatabaseServer.availableOf(name).isEmpty()) {
            throw new TestAbortedException("server " + name + ": " + DatabaseServer.whyMissing(name));
        }
    }
}
