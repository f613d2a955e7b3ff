package io.otter.node.binlog;

/**
 * A statement as the log has it.
 *
 * @param schema the default schema it ran in; empty if none
 * @param sql in plain spelling, see {@link PlainSql}
 * @param errorCode 0 unless the source refused it in part
 */
record LoggedQuery(String schema, String sql, int errorCode, QueryStatus status) {}
