package io.otter.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Sessions that lock rows of others for a moment. The locks of a process that is frozen, or cut off, must not last. */
public final class BriefSession {
    /** For how long the server keeps it when nothing comes from it. */
    private static final int KEPT_SECONDS = 10;

    /** After which it is not to be used again, since the server may end it meanwhile. */
    public static final Duration USABLE = Duration.ofSeconds(KEPT_SECONDS / 2);

    private static final int LOCK_WAIT_SECONDS = 5;

    private BriefSession() {}

    public static void prepare(Connection open) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute("SET SESSION innodb_lock_wait_timeout = " + LOCK_WAIT_SECONDS
                    + ", SESSION wait_timeout = " + KEPT_SECONDS);
        }
    }
}
