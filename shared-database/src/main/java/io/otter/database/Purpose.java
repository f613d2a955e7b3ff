package io.otter.database;

import java.time.Duration;

/** What a connection is for, which determines its timeouts and session settings. */
public enum Purpose {
    /** Inspects the server while someone waits for the result. */
    PROBE(Duration.ofSeconds(5), Duration.ofSeconds(5)),
    /**
     * Writes rows exactly as they were at the source: the session is in UTC, strict, stores 0 in AUTO_INCREMENT columns
     * and accepts dates that the source accepted. DDL that may take longer needs
     * {@link java.sql.Connection#setNetworkTimeout}.
     */
    LOAD(Duration.ofSeconds(10), Duration.ofMinutes(2)),
    /** Reads rows exactly as stored: the session is in UTC, without any sql_mode that pads or converts values. */
    LOOKUP(Duration.ofSeconds(10), Duration.ofMinutes(2));

    private final Duration connectTimeout;
    private final Duration socketTimeout;

    Purpose(Duration connectTimeout, Duration socketTimeout) {
        this.connectTimeout = connectTimeout;
        this.socketTimeout = socketTimeout;
    }

    /** Timeout for opening a connection, unless the source's options override it. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** Timeout for one response of the server, unless the source's options override it. */
    public Duration socketTimeout() {
        return socketTimeout;
    }
}
