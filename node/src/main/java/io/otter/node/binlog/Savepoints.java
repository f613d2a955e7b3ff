package io.otter.node.binlog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows a transaction had at each of its savepoints. Servers log what was rolled back only where they cannot leave it
 * out: for tables of other engines, and MariaDB for every session that has temporary tables. One thread at a time.
 */
final class Savepoints {
    private static final Pattern NAME = Pattern.compile("(?s).*?(`(?:[^`]|``)+`|[^\\s`;]+)[\\s;]*");

    private final Map<String, Long> rows = new HashMap<>();

    void clear() {
        rows.clear();
    }

    /** @param statement SAVEPOINT … */
    void set(String statement, long present) {
        rows.put(name(statement), present);
    }

    /**
     * Whether no row has followed since.
     *
     * @param statement ROLLBACK TO …
     */
    boolean isUnchanged(String statement, long present) {
        return rows.getOrDefault(name(statement), 0L) == present;
    }

    private static String name(String statement) {
        Matcher matcher = NAME.matcher(statement);
        return matcher.matches() ? matcher.group(1).replace("`", "").toLowerCase(Locale.ROOT) : statement;
    }
}
