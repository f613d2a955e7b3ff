package io.otter.node.binlog;

/**
 * A statement as recorded in the log.
 *
 * @param schema the default schema when it ran; empty if none
 * @param sql normalized by {@link PlainSql}
 * @param session the number of the session that ran it
 * @param second when it ran, since 1970
 * @param errorCode 0 unless the statement failed in part at the source
 */
record LoggedQuery(long session, String schema, String sql, long second, int errorCode, QueryStatus status) {}
