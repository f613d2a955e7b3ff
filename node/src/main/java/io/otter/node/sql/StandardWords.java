package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Makes the words of any server's statement those of MySQL's newest grammar: names that were free on an older server are names. */
final class StandardWords {
    /** Words of the grammar that no server reserves and no definition needs. */
    private static final Set<String> FREE = Set.of(
            "AUTO",
            "ENGINE_ATTRIBUTE",
            "JSON_ARRAYAGG",
            "JSON_OBJECTAGG",
            "MANUAL",
            "OFFLINE",
            "ONLINE",
            "PARALLEL",
            "URL");
    /** Words that some or all servers do not reserve, but that definitions need in other places than names have. */
    private static final Set<String> FREE_AS_NAMES =
            Set.of("COMPRESSED", "GENERATED", "NOWAIT", "PERSISTENT", "STORED", "VECTOR", "VIRTUAL");
    /** What MariaDB does not reserve. */
    private static final Set<String> FREE_IN_MARIADB =
            Set.of("GET", "IO_AFTER_GTIDS", "IO_BEFORE_GTIDS", "OPTIMIZER_COSTS", "OPTION");
    /** Reserved since MySQL 8.0 or later; no definition needs them. What MariaDB reserves of them is no name there. */
    private static final Set<String> NEWLY_RESERVED = Set.of(
            "CUBE",
            "CUME_DIST",
            "DENSE_RANK",
            "EMPTY",
            "EXCEPT",
            "FIRST_VALUE",
            "FUNCTION",
            "GROUPING",
            "GROUPS",
            "JSON_TABLE",
            "LAG",
            "LAST_VALUE",
            "LATERAL",
            "LEAD",
            "NTH_VALUE",
            "NTILE",
            "OF",
            "OPTIMIZER_COSTS",
            "OVER",
            "PERCENT_RANK",
            "RANK",
            "RECURSIVE",
            "ROW",
            "ROWS",
            "ROW_NUMBER",
            "SYSTEM",
            "WINDOW");
    /** Reserved since MySQL 8.4 or later. */
    private static final Set<String> LATEST_RESERVED = Set.of("INTERSECT", "LIBRARY", "QUALIFY", "TABLESAMPLE", "SETS");

    private static final int WITHOUT_NEWLY_RESERVED = 80_000;
    private static final int WITH_LATEST_RESERVED = 80_400;

    private StandardWords() {}

    /** Makes one of what the grammar's lexer takes for several, or for another. */
    static void join(TokenList tokens) {
        dottedNames(tokens);
        literals(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.is(i, DOUBLE_QUOTED_TEXT)) {
                tokens.retype(i, SINGLE_QUOTED_TEXT); // the grammar takes it for a name in some places
            } else if (tokens.is(i, UNDERSCORE_CHARSET) && tokens.isText(i + 1)) {
                tokens.takeOut(i, i + 1); // and does not expect this in all places where it may be
            }
        }
    }

    /** @param freed whether words are names that the server of this dialect does not reserve */
    static void name(TokenList tokens, StatementHead head, SqlDialect dialect, boolean freed) {
        for (int i = head.object() + 1; i < tokens.size(); i++) {
            boolean name = isName(tokens, i, dialect) || freed && isFree(tokens.text(i), dialect);
            if (name || tokens.is(i, DEFAULT_SYMBOL) && isCharset(tokens, i - 1)) {
                tokens.retype(i, IDENTIFIER);
            }
        }
        int verb = head.verb();
        tokens.takeOut(0, verb);
        if (tokens.is(verb, ALTER_SYMBOL) && tokens.is(verb + 1, IGNORE_SYMBOL)) {
            tokens.takeOut(verb + 1, verb + 2);
        }
        boolean unnamed = tokens.is(verb, ALTER_SYMBOL) && head.kind() == StatementKind.DATABASE;
        if (unnamed && isDatabaseOption(tokens.type(verb + 2))) {
            tokens.insert(verb + 2, IDENTIFIER, "", verb + 1);
        }
    }

    /** Whether the name of a character set or collation comes after this. */
    private static boolean isCharset(TokenList tokens, int at) {
        int word = tokens.is(at, EQUAL_OPERATOR) ? at - 1 : at;
        return tokens.is(word, CHARSET_SYMBOL)
                || tokens.is(word, COLLATE_SYMBOL)
                || tokens.is(word, SET_SYMBOL) && tokens.is(word - 1, CHAR_SYMBOL);
    }

    private static boolean isName(TokenList tokens, int at, SqlDialect dialect) {
        if (!tokens.isPlaceOfName(at)) {
            return false;
        }
        boolean ofKey = tokens.is(at + 1, INDEX_SYMBOL) || tokens.is(at + 1, KEY_SYMBOL); // VECTOR INDEX
        boolean inside = tokens.is(at - 1, OPEN_PAR_SYMBOL) || tokens.is(at - 1, COMMA_SYMBOL);
        boolean called = inside && tokens.is(at + 1, OPEN_PAR_SYMBOL);
        boolean schema = tokens.is(at, DATABASE_SYMBOL) && dialect.mariadb() && !called;
        return schema || FREE_AS_NAMES.contains(tokens.text(at)) && !ofKey;
    }

    private static boolean isFree(String word, SqlDialect dialect) {
        boolean free = FREE.contains(word) || dialect.mariadb() && FREE_IN_MARIADB.contains(word);
        boolean old = dialect.mariadb() || dialect.version() < WITHOUT_NEWLY_RESERVED;
        boolean latest = !dialect.mariadb() && dialect.version() >= WITH_LATEST_RESERVED;
        return free || old && NEWLY_RESERVED.contains(word) || !latest && LATEST_RESERVED.contains(word);
    }

    private static boolean isDatabaseOption(int type) {
        return switch (type) {
            case DEFAULT_SYMBOL, CHARSET_SYMBOL, CHAR_SYMBOL, COLLATE_SYMBOL -> true;
            default -> false;
        };
    }

    /** A name before or after a dot may be any word, after it it may begin like a number: {@code d.2t}, {@code d.1e5}, {@code d . key}. */
    private static void dottedNames(TokenList tokens) {
        for (int i = 1; i < tokens.size(); i++) {
            String text = tokens.written(i);
            if (text.length() > 1 && text.charAt(0) == '.' && tokens.touches(i - 1, i)) {
                int end = i + 1;
                while (tokens.isWord(end) && tokens.touches(end - 1, end)) {
                    end++;
                }
                tokens.join(i, end, IDENTIFIER);
                tokens.split(i, DOT_SYMBOL, IDENTIFIER);
            } else if (tokens.is(i - 1, DOT_SYMBOL) && tokens.isWord(i)) {
                tokens.retype(i, IDENTIFIER);
            }
            if (tokens.is(i, DOT_SYMBOL) && tokens.isWord(i - 1) && tokens.touches(i - 1, i)) {
                tokens.retype(i - 1, IDENTIFIER);
            }
        }
    }

    /** The grammar knows {@code x'…'} and {@code b'…'} with small letters only. */
    private static void literals(TokenList tokens) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            int literal = switch (tokens.text(i)) {
                case "X" -> HEX_NUMBER;
                case "B" -> BIN_NUMBER;
                default -> Token.EOF;
            };
            if (literal != Token.EOF && tokens.is(i + 1, SINGLE_QUOTED_TEXT) && tokens.touches(i, i + 1)) {
                tokens.join(i, i + 2, literal);
            }
        }
    }
}
