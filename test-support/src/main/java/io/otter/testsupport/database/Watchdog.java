package io.otter.testsupport.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Kills a server and deletes what need not outlive it if this JVM dies without running its shutdown hooks. A shell waits on a pipe that
 * the system closes together with the JVM.
 */
final class Watchdog implements AutoCloseable {
    private static final String SCRIPT = "trap '' INT TERM HUP; read -r line; kill -9 \"$1\"; rm -rf \"$2\"";

    private final Process shell;

    /** @param leftovers a directory to delete */
    Watchdog(Process server, Path leftovers) throws IOException {
        shell = new ProcessBuilder(
                        List.of("/bin/sh", "-c", SCRIPT, "sh", Long.toString(server.pid()), leftovers.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Releases the server. Call while the server's process id is still in use. */
    @Override
    public void close() {
        boolean interrupted = false;
        shell.destroyForcibly();
        while (shell.isAlive()) {
            try {
                shell.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
