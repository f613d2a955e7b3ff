package io.otter.testsupport.process;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals that Java does not know. */
public final class Signal {
    private Signal() {}

    /** @param name without SIG, e.g. {@code STOP} */
    public static void send(String name, ProcessHandle process) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("no process " + process.pid() + " takes SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
