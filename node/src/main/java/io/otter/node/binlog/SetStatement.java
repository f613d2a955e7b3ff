package io.otter.node.binlog;

import io.otter.node.sql.SqlComments;
import io.otter.node.sql.SqlDialect;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MariaDB's SET STATEMENT … FOR. What it sets is in the event's status; what follows it is the statement. Stateless. */
final class SetStatement {
    private static final Pattern PREFIX = Pattern.compile("(?i)\\s*set\\s+statement\\s");
    private static final Pattern QUOTED_OR_FOR = Pattern.compile(
            "(?is)'(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\"|`[^`]*`|\\((?<in>)|\\)(?<out>)|(?<![\\w$@.])(?<for>for)(?![\\w$])");
    /** It may be behind comments. */
    private static final Pattern BEGIN = Pattern.compile("(?i)\\s*(?:set\\s|/\\*|#|--)");

    private SetStatement() {}

    /** The statement alone; others as they are. */
    static String without(String sql) {
        if (!BEGIN.matcher(sql).lookingAt()) {
            return sql;
        }
        String text = SqlComments.blanked(sql, SqlDialect.ANY);
        if (!PREFIX.matcher(text).lookingAt()) {
            return sql;
        }
        Matcher part = QUOTED_OR_FOR.matcher(text);
        int depth = 0;
        while (part.find()) {
            depth += part.group("in") != null ? 1 : part.group("out") != null ? -1 : 0;
            if (part.group("for") != null && depth == 0) {
                return without(sql.substring(part.end()).strip());
            }
        }
        return sql;
    }
}
