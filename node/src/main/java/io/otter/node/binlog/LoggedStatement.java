package io.otter.node.binlog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Classifies a logged statement by its first words, so that names ending in "begin" or "commit" do no harm. */
record LoggedStatement(Kind kind, String text) {
    enum Kind {
        BEGIN,
        COMMIT,
        ROLLBACK,
        ROLLBACK_TO_SAVEPOINT,
        XA_START,
        XA_COMMIT,
        XA_ROLLBACK,
        DDL,
        DDL_WITH_ROWS,
        DML,
        OTHER
    }

    /** The first of these words is the kind of object it is about; a DEFINER or an ALGORITHM may come before it. */
    private static final Pattern OBJECT = Pattern.compile("(?i)(?<![\\w$@`'\".])(tables?|index|database|schema|sequence"
            + "|view|trigger|procedure|function|event|package|tablespace|undo|user|role|server|resource|profile|instance)"
            + "(?![\\w$])");

    private static final Pattern TABLES =
            Pattern.compile("tables?|index|database|schema|sequence", Pattern.CASE_INSENSITIVE);
    private static final Pattern VIEW_VERB = Pattern.compile("(?is)(create|alter|drop)\\b.*");
    private static final Pattern TRUNCATE = Pattern.compile("(?is)truncate\\b.*");
    private static final Pattern TEMPORARY =
            Pattern.compile("(?is)(create|drop)\\s+(or\\s+replace\\s+)?temporary\\s.*");
    /** MySQL writes it behind the columns, before the options of the table. */
    private static final Pattern WITH_ROWS = Pattern.compile(
            "(?is)'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|(?<clause>\\s+start\\s+transaction\\b)");

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern VERSION_COMMENT = Pattern.compile("^((?:\\w+\\s+){0,3})/\\*M?!\\d*\\s*(.*?)\\*/");

    static LoggedStatement of(String sql) {
        String text = strip(sql);
        return new LoggedStatement(kind(text), text);
    }

    private static Kind kind(String text) {
        String upper = text.length() > 64 ? text.substring(0, 64) : text;
        upper = BLANKS.matcher(upper.toUpperCase(Locale.ROOT)).replaceAll(" ").trim();
        if (upper.equals("BEGIN") || upper.equals("START TRANSACTION")) {
            return Kind.BEGIN;
        }
        if (upper.equals("COMMIT")) {
            return Kind.COMMIT;
        }
        if (upper.equals("ROLLBACK")) {
            return Kind.ROLLBACK;
        }
        return switch (upper.split("[ (`/#]|--", 2)[0]) {
            case "ROLLBACK" -> Kind.ROLLBACK_TO_SAVEPOINT;
            case "XA" -> xa(upper);
            case "INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "CALL", "WITH" -> Kind.DML;
            case "CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE" -> ddl(text);
            default -> Kind.OTHER;
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

    private static Kind ddl(String written) {
        String text = SqlComments.blanked(written);
        if (TEMPORARY.matcher(text).matches()) {
            return Kind.OTHER;
        }
        if (!TRUNCATE.matcher(text).matches()) {
            Matcher object = OBJECT.matcher(text);
            if (!object.find() || !TABLES.matcher(object.group(1)).matches()) {
                return Kind.OTHER;
            }
        }
        return transactionClause(text).isPresent() ? Kind.DDL_WITH_ROWS : Kind.DDL;
    }

    /** Whether this makes, changes or drops a view. */
    boolean isAboutView() {
        Matcher object = OBJECT.matcher(SqlComments.blanked(text));
        return VIEW_VERB.matcher(text).matches()
                && object.find()
                && object.group(1).equalsIgnoreCase("view");
    }

    /** Whether this empties a table, which a server does wholly or not at all. */
    boolean truncates() {
        return TRUNCATE.matcher(text).matches();
    }

    /** The text without the START TRANSACTION that MySQL writes into CREATE TABLE … SELECT. */
    String withoutTransaction() {
        return transactionClause(text)
                .map(clause -> text.substring(0, clause.start()) + text.substring(clause.end()))
                .orElse(text);
    }

    private static Optional<MatchResult> transactionClause(String text) {
        return WITH_ROWS
                .matcher(text)
                .results()
                .filter(part -> part.start(1) >= 0)
                .findFirst();
    }

    /** Removes leading comments; a version comment among the first words is replaced by its content. */
    private static String strip(String sql) {
        String text = sql.trim();
        while (true) {
            if (text.startsWith("/*!") || text.startsWith("/*M!")) {
                break;
            }
            if (text.startsWith("/*")) {
                int end = text.indexOf("*/");
                text = end < 0 ? "" : text.substring(end + 2).trim();
            } else if (!text.isEmpty() && SqlComments.isLineComment(text, 0)) {
                int end = text.indexOf('\n');
                text = end < 0 ? "" : text.substring(end + 1).trim();
            } else {
                break;
            }
        }
        return VERSION_COMMENT.matcher(text).replaceAll("$1$2").trim();
    }
}
