package io.otter.database.origin;

import io.otter.database.ServerInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** How rows that a session writes carry where they were made. DDL carries it by {@link SiteTag} everywhere. */
public enum OriginWay {
    /** {@link SiteTag}: on MySQL. */
    SESSION_TAG,
    /** {@link SiteServerId}: on MariaDB, with BINLOG REPLAY or SUPER. */
    SERVER_ID,
    /** A row of {@code retl.retl_mark} that each transaction writes first. */
    MARK_ROW;

    private static final int ACCESS_DENIED = 1227;

    /** The best one that the session has; a session that can carry a site does so from now on. */
    public static OriginWay begin(Connection connection, int site) throws SQLException {
        OriginWay best = ServerInfo.of(connection).isMariaDb() ? SERVER_ID : SESSION_TAG;
        try {
            best.set(connection, site);
            return best;
        } catch (SQLException e) {
            if (best == SERVER_ID && e.getErrorCode() == ACCESS_DENIED) {
                return MARK_ROW;
            }
            throw e;
        }
    }

    /** Has the session carry a site, before its transaction writes anything. Does nothing where rows carry it. */
    public void set(Connection connection, int site) throws SQLException {
        if (this == MARK_ROW) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(this == SERVER_ID ? SiteServerId.statement(site) : SiteTag.statement(site));
        }
    }
}
