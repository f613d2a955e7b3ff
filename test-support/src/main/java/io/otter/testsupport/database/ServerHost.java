package io.otter.testsupport.database;

import java.io.IOException;

/** Where a server's process runs: on this machine or in a container. One thread at a time. */
interface ServerHost {
    /** On 127.0.0.1; the same after every start. */
    int port();

    /** Begins to start on the data that is there; the server answers some time later. */
    void start() throws IOException;

    boolean isAlive();

    /** Of the running server's process on this machine. @throws IllegalStateException when it does not run */
    long pid();

    /** Returns when the server has ended; does nothing when it does not run. @param forcibly SIGKILL, else it shuts down */
    void end(boolean forcibly);

    /** The last lines that the server said. */
    String lastWords() throws IOException;

    /** Ends the server if it runs and removes its data. */
    void remove();
}
