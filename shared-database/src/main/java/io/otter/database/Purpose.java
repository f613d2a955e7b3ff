package io.otter.database;

import java.time.Duration;

/** What a connection is for: it decides the timeouts and the session's settings. */
public enum Purpose {
    /** A look at the server while somebody waits for the answer. */
    PROBE(Duration.ofSeconds(5), Duration.ofSeconds(5)),
    /**
     * Writes rows as they were at the source: the session is in UTC, strict, keeps 0 in AUTO_INCREMENT columns and takes
     * dates that the source had taken. DDL that may take longer needs {@link java.sql.Connection#setNetworkTimeout}.
     */
    LOAD(Duration.ofSeconds(10), Duration.ofMinutes(2)),
    /** Reads rows as they are: the session is in UTC and has no sql_mode that would pad or reshape values. */
    LOOKUP(Duration.ofSeconds(10), Duration.ofMinutes(2));

    private final Duration connectTimeout;
    private final Duration socketTimeout;

    Purpose(Duration connectTimeout, Duration socketTimeout) {
        this.connectTimeout = connectTimeout;
        this.socketTimeout = socketTimeout;
    }

    /** How long opening may take, unless the source's options say otherwise. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** How long one answer of the server may take, unless the source's options say otherwise. */
    public Duration socketTimeout() {
        return socketTimeout;
    }
}
