package io.otter.node.binlog;

import java.io.IOException;

/** An error packet from the source. */
public final class ServerErrorException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int number;

    ServerErrorException(int number, String message) {
        super("error " + number + ": " + message);
        this.number = number;
    }

    public int number() {
        return number;
    }
}
