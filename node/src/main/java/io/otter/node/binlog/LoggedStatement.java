package io.otter.node.binlog;

import io.otter.node.sql.SqlComments;
import io.otter.node.sql.SqlDialect;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the statements that begin and end transactions from others by their first words, since they are many. */
record LoggedStatement(Kind kind, String text) {
    enum Kind {
        BEGIN,
        COMMIT,
        ROLLBACK,
        SAVEPOINT,
        ROLLBACK_TO_SAVEPOINT,
        XA_START,
        XA_COMMIT,
        XA_ROLLBACK,
        OTHER
    }

    private static final int FIRST_WORDS = 64;
    /** SET STATEMENT … FOR comes before others; a version comment may hold any. */
    private static final Pattern DEFINITION = Pattern.compile("(?i)create|alter|drop|rename|truncate|set|/\\*");

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    /** MySQL writes it behind the columns, before the options of the table. */
    private static final Pattern WITH_ROWS =
            Pattern.compile("(?is)'(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\"|`[^`]*`"
                    + "|(?<clause>\\s+start\\s+transaction\\b)");

    static LoggedStatement of(String sql) {
        String text = withoutLeadingComments(sql);
        return new LoggedStatement(kind(text), text);
    }

    private static Kind kind(String text) {
        String upper = text.length() > FIRST_WORDS ? text.substring(0, FIRST_WORDS) : text;
        upper = BLANKS.matcher(upper.toUpperCase(Locale.ROOT)).replaceAll(" ").trim();
        return switch (upper) {
            case "BEGIN", "START TRANSACTION" -> Kind.BEGIN;
            case "COMMIT" -> Kind.COMMIT;
            case "ROLLBACK" -> Kind.ROLLBACK;
            default -> {
                if (upper.startsWith("XA ")) {
                    yield xa(upper);
                }
                if (upper.startsWith("SAVEPOINT ")) {
                    yield Kind.SAVEPOINT;
                }
                yield upper.startsWith("ROLLBACK ") ? Kind.ROLLBACK_TO_SAVEPOINT : Kind.OTHER;
            }
        };
    }

    private static Kind xa(String upper) {
        if (upper.startsWith("XA START") || upper.startsWith("XA BEGIN")) {
            return Kind.XA_START;
        }
        if (upper.startsWith("XA COMMIT")) {
            return Kind.XA_COMMIT;
        }
        return upper.startsWith("XA ROLLBACK") ? Kind.XA_ROLLBACK : Kind.OTHER;
    }

    /** Whether it may change a definition; false for what only writes rows, which can be long and many. */
    boolean mayDefine() {
        return DEFINITION.matcher(text).lookingAt();
    }

    /**
     * The statement with blanks for the START TRANSACTION that MySQL writes into CREATE TABLE … SELECT; empty if it has
     * none.
     */
    static String withoutTransaction(String sql) {
        Matcher part = WITH_ROWS.matcher(SqlComments.blanked(sql, SqlDialect.ANY));
        while (part.find()) {
            if (part.group("clause") != null) {
                String blanks = " ".repeat(part.end() - part.start());
                return (sql.substring(0, part.start()) + blanks + sql.substring(part.end())).stripTrailing();
            }
        }
        return "";
    }

    private static String withoutLeadingComments(String sql) {
        String text = sql.trim();
        while (true) {
            String end;
            if (text.startsWith("/*") && !text.startsWith("/*!") && !text.startsWith("/*M!")) {
                end = "*/";
            } else if (!text.isEmpty() && SqlComments.isLineComment(text, 0)) {
                end = "\n";
            } else {
                return text;
            }
            int found = text.indexOf(end);
            text = found < 0 ? "" : text.substring(found + end.length()).trim();
        }
    }
}
