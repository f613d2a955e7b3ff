package io.otter.testsupport.database;

import java.io.IOException;

/** Where a server's process runs: on this machine or in a container. One thread at a time. */
interface ServerHost {
    /** On 127.0.0.1; the same after every start. */
    int port();

    /** Starts the server on the existing data; it responds some time later. */
    void start() throws IOException;

    boolean isAlive();

    /** Returns once the server has ended; may be called again. @param forcibly SIGKILL, else a shutdown */
    void end(boolean forcibly);

    /** Stops it from running until {@link #thaw()}; its connections stay open. */
    void freeze();

    void thaw();

    /** The last lines of the server's log. */
    String lastWords() throws IOException;

    /** Stops the server if it runs, and deletes its data unless they are kept. */
    void remove();
}
