package io.otter.node.binlog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The savepoints of a transaction. Servers log what was rolled back only where they cannot leave it out: with tables of other
 * engines, whose own rows are in transactions of their own, and MariaDB for every session that has temporary tables. One
 * thread at a time.
 */
final class Savepoints {
    private static final Pattern NAME = Pattern.compile("(?s).*?(`(?:[^`]|``)+`|[^\\s`;]+)[\\s;]*");

    private final Map<String, PieceWriter.Mark> marks = new HashMap<>();

    void clear() {
        marks.clear();
    }

    /** @param statement SAVEPOINT … */
    void set(String statement, PieceWriter.Mark mark) {
        marks.put(name(statement), mark);
    }

    /**
     * Where it was set; one that is not in the log was set before the first row.
     *
     * @param statement ROLLBACK TO …
     */
    PieceWriter.Mark find(String statement) {
        return marks.getOrDefault(name(statement), PieceWriter.Mark.START);
    }

    private static String name(String statement) {
        Matcher matcher = NAME.matcher(statement);
        return matcher.matches() ? matcher.group(1).replace("`", "").toLowerCase(Locale.ROOT) : statement;
    }
}
