package io.otter.manager.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Where a command prints to; remembers why that failed, which writers for people do not say. One thread at a time. */
final class Output extends FilterOutputStream {
    private @Nullable IOException fault;

    Output(OutputStream out) {
        super(out);
    }

    /** Whether something was not written that somebody waits for: a full disk, but not a reader that has seen enough, as {@code head}. */
    boolean isLost() {
        return fault != null && !String.valueOf(fault.getMessage()).contains("Broken pipe");
    }

    /** Why it was not written. */
    String fault() {
        return fault == null ? "" : String.valueOf(fault.getMessage());
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            fault = fault == null ? e : fault;
            throw e;
        }
    }
}
