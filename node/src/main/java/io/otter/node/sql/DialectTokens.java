package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Makes the words of a statement those of MySQL's newest grammar: names that were free on an older server are names, and what
 * MariaDB has besides is taken out, where it can be looked up again. Used once.
 */
final class DialectTokens {
    /** The channel of what was taken out. */
    static final int TAKEN_OUT = 3;

    private static final Set<Integer> CONDITION = Set.of(IF_SYMBOL, NOT_SYMBOL, NOT2_SYMBOL, EXISTS_SYMBOL);
    private static final Set<Integer> VERBS = Set.of(CREATE_SYMBOL, ALTER_SYMBOL, DROP_SYMBOL, RENAME_SYMBOL);
    private static final Set<Integer> MANNERS = Set.of(
            OR_SYMBOL,
            REPLACE_SYMBOL,
            TEMPORARY_SYMBOL,
            UNIQUE_SYMBOL,
            FULLTEXT_SYMBOL,
            SPATIAL_SYMBOL,
            ONLINE_SYMBOL,
            OFFLINE_SYMBOL,
            IGNORE_SYMBOL);
    private static final Set<Integer> OBJECTS = Set.of(TABLE_SYMBOL, TABLES_SYMBOL, INDEX_SYMBOL, DATABASE_SYMBOL);
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
    private static final Set<String> LATEST_RESERVED =
            Set.of("INTERSECT", "LIBRARY", "MANUAL", "PARALLEL", "QUALIFY", "TABLESAMPLE", "SETS");

    private static final int WITHOUT_NEWLY_RESERVED = 80_000;
    private static final int WITH_LATEST_RESERVED = 80_400;

    /** After these comes a name, whatever word it is. */
    private static final Set<Integer> BEFORE_NAMES = Set.of(
            ADD_SYMBOL,
            AFTER_SYMBOL,
            CHANGE_SYMBOL,
            COLUMN_SYMBOL,
            COMMA_SYMBOL,
            CONSTRAINT_SYMBOL,
            DOT_SYMBOL,
            DROP_SYMBOL,
            INDEX_SYMBOL,
            KEY_SYMBOL,
            MODIFY_SYMBOL,
            OPEN_PAR_SYMBOL,
            TO_SYMBOL);

    private static final Set<String> MARIADB_TYPES = Set.of("INET4", "INET6", "UUID", "XMLTYPE");

    private final List<Token> tokens;
    private final SqlDialect dialect;

    private DialectTokens(List<Token> tokens, SqlDialect dialect) {
        this.tokens = tokens;
        this.dialect = dialect;
    }

    /** Whether the grammar has to read the statement at all. */
    static boolean isAboutTables(List<Token> tokens) {
        int at = start(tokens);
        if (at < tokens.size() && tokens.get(at).getType() == TRUNCATE_SYMBOL) {
            return true;
        }
        if (at >= tokens.size() || !VERBS.contains(tokens.get(at).getType())) {
            return false;
        }
        at++;
        while (at < tokens.size() && MANNERS.contains(tokens.get(at).getType())) {
            at++;
        }
        return at < tokens.size() && OBJECTS.contains(tokens.get(at).getType());
    }

    /** A sequence has a name among those of tables, and nothing else that matters, like a view. */
    static void sequenceAsView(List<Token> tokens) {
        int at = 1;
        while (at < Math.min(tokens.size(), 4) && !tokens.get(at).getText().equalsIgnoreCase("sequence")) {
            at++;
        }
        if (at >= tokens.size() || at == 4 || !VERBS.contains(tokens.get(0).getType())) {
            return;
        }
        boolean onlySo = tokens.subList(1, at).stream()
                .allMatch(token -> token.getType() == OR_SYMBOL || token.getType() == REPLACE_SYMBOL);
        if (!onlySo) {
            return;
        }
        ((CommonToken) tokens.get(at)).setType(VIEW_SYMBOL);
        int name = at + 1;
        while (name < tokens.size() && CONDITION.contains(tokens.get(name).getType())) {
            name++;
        }
        boolean qualified =
                name + 1 < tokens.size() && tokens.get(name + 1).getText().startsWith(".");
        int end = name + 1 + (qualified ? tokens.get(name + 1).getText().equals(".") ? 2 : 1 : 0);
        if (tokens.get(0).getType() != DROP_SYMBOL && end < tokens.size()) {
            tokens.subList(end, tokens.size()).clear();
        }
    }

    /** Whether a view is what it is about; before that word it may say who defines it, and how. */
    static boolean isAboutView(List<Token> tokens) {
        for (Token token : tokens) {
            switch (token.getType()) {
                case VIEW_SYMBOL -> {
                    return VERBS.contains(tokens.get(0).getType());
                }
                case AS_SYMBOL, ON_SYMBOL, OPEN_PAR_SYMBOL, TABLE_SYMBOL, TRIGGER_SYMBOL, EVENT_SYMBOL -> {
                    return false;
                }
                default -> {}
            }
        }
        return false;
    }

    /**
     * Makes of a statement that makes or changes a view one that drops it, for its name: what a view selects does not matter, and
     * need not be understood. False for another statement.
     */
    static boolean nameView(List<Token> tokens) {
        int view = 0;
        while (view < tokens.size() && tokens.get(view).getType() != VIEW_SYMBOL) {
            view++;
        }
        int verb = tokens.isEmpty() ? Token.EOF : tokens.get(0).getType();
        if (view == tokens.size() || verb != CREATE_SYMBOL && verb != ALTER_SYMBOL) {
            return false;
        }
        int end = view;
        while (end < tokens.size()
                && tokens.get(end).getType() != AS_SYMBOL
                && tokens.get(end).getType() != OPEN_PAR_SYMBOL) {
            end++;
        }
        tokens.subList(end, tokens.size()).clear();
        tokens.subList(1, view).clear();
        tokens.removeIf(token -> token.getType() == NOT_SYMBOL || token.getType() == NOT2_SYMBOL);
        ((CommonToken) tokens.get(0)).setType(DROP_SYMBOL);
        return true;
    }

    /** After {@code SET STATEMENT … FOR}. */
    private static int start(List<Token> tokens) {
        int at = 0;
        if (tokens.size() > 1
                && tokens.get(0).getType() == SET_SYMBOL
                && tokens.get(1).getText().equalsIgnoreCase("STATEMENT")) {
            while (at < tokens.size() && tokens.get(at).getType() != FOR_SYMBOL) {
                at++;
            }
            at++;
        }
        return at;
    }

    static void adapt(List<Token> tokens, SqlDialect dialect) {
        new DialectTokens(tokens, dialect).adapt();
    }

    private void adapt() {
        joinDottedNames();
        joinLiterals();
        for (int i = 0; i < tokens.size(); i++) {
            if (type(i) == DOUBLE_QUOTED_TEXT) {
                retype(i, SINGLE_QUOTED_TEXT); // the grammar takes it for a name in some places
            } else if (type(i) == UNDERSCORE_CHARSET && isText(i + 1)) {
                takeOut(i, i + 1); // and does not expect this in all places where it may be
            } else if (isFree(text(i)) || type(i) == DEFAULT_SYMBOL && isCharset(i - 1)) {
                retype(i, IDENTIFIER);
            }
        }
        int start = start(tokens);
        takeOut(0, start);
        if (type(start) == ALTER_SYMBOL && type(start + 1) == IGNORE_SYMBOL) {
            takeOut(start + 1, start + 2);
        }
        if (type(start) == ALTER_SYMBOL && type(start + 1) == DATABASE_SYMBOL && isDatabaseOption(start + 2)) {
            tokens.add(start + 2, token(IDENTIFIER, "", tokens.get(start + 1)));
        }
        if (dialect.mariadb()) {
            mariadb(start);
        }
    }

    private boolean isText(int at) {
        return type(at) == SINGLE_QUOTED_TEXT || type(at) == DOUBLE_QUOTED_TEXT;
    }

    /** Whether the name of a character set comes after this. */
    private boolean isCharset(int at) {
        int word = type(at) == EQUAL_OPERATOR ? at - 1 : at;
        return type(word) == CHARSET_SYMBOL || type(word) == SET_SYMBOL && type(word - 1) == CHAR_SYMBOL;
    }

    private boolean isFree(String word) {
        boolean old = dialect.mariadb() || dialect.version() < WITHOUT_NEWLY_RESERVED;
        boolean latest = !dialect.mariadb() && dialect.version() >= WITH_LATEST_RESERVED;
        return old && NEWLY_RESERVED.contains(word) || !latest && LATEST_RESERVED.contains(word);
    }

    private boolean isDatabaseOption(int at) {
        return switch (type(at)) {
            case DEFAULT_SYMBOL, CHARSET_SYMBOL, CHAR_SYMBOL, COLLATE_SYMBOL -> true;
            default -> false;
        };
    }

    /** A name after a dot may begin like a number: {@code d.2t}, {@code d.1e5}. */
    private void joinDottedNames() {
        for (int i = 1; i < tokens.size(); i++) {
            String text = text(i);
            if (text.length() > 1 && text.charAt(0) == '.' && touches(i - 1, i)) {
                StringBuilder name = new StringBuilder(tokens.get(i).getText().substring(1));
                Token dotted = tokens.get(i);
                while (i + 1 < tokens.size() && touches(i, i + 1) && isWord(i + 1)) {
                    name.append(tokens.remove(i + 1).getText());
                }
                tokens.set(i, token(DOT_SYMBOL, ".", dotted));
                tokens.add(i + 1, token(IDENTIFIER, name.toString(), dotted));
            }
        }
    }

    /** The grammar knows {@code x'…'} and {@code b'…'} with small letters only. */
    private void joinLiterals() {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            int literal = switch (text(i)) {
                case "X" -> HEX_NUMBER;
                case "B" -> BIN_NUMBER;
                default -> Token.EOF;
            };
            if (literal != Token.EOF && type(i + 1) == SINGLE_QUOTED_TEXT && touches(i, i + 1)) {
                Token quoted = tokens.remove(i + 1);
                String text = tokens.get(i).getText() + quoted.getText();
                tokens.set(i, token(literal, text, tokens.get(i)));
            }
        }
    }

    private boolean touches(int left, int right) {
        return tokens.get(left).getStopIndex() + 1 == tokens.get(right).getStartIndex();
    }

    private boolean isWord(int at) {
        return text(at).matches("[\\w$\\x80-\\uffff]+");
    }

    private void mariadb(int start) {
        int verb = type(start);
        boolean everywhere = verb != CREATE_SYMBOL && verb != DROP_SYMBOL || !isTableOrDatabase(start);
        int depth = 0;
        for (int i = start; i < tokens.size(); i++) {
            switch (type(i)) {
                case OPEN_PAR_SYMBOL -> depth++;
                case CLOSE_PAR_SYMBOL -> depth--;
                case OR_SYMBOL -> {
                    if (i == start + 1) {
                        takeOut(i, i + 2);
                    }
                }
                case IF_SYMBOL -> {
                    int exists = type(i + 1) == NOT_SYMBOL || type(i + 1) == NOT2_SYMBOL ? i + 2 : i + 1;
                    if (type(exists) == EXISTS_SYMBOL && (everywhere || depth > 0)) {
                        takeOut(i, exists + 1);
                    }
                }
                case DEFAULT_SYMBOL -> {
                    if (isCall(i + 1)) {
                        bracketCall(i + 1);
                    } else if (type(i - 2) == PARTITION_SYMBOL) {
                        takeOut(i, i + 1);
                    }
                }
                case KEY_SYMBOL -> {
                    if (type(i - 1) == ALTER_SYMBOL) {
                        retype(i, INDEX_SYMBOL);
                    }
                }
                case COMMENT_SYMBOL -> {
                    if (isDatabase(start)) {
                        retype(i, ENCRYPTION_SYMBOL); // an option that MySQL has, with a text as well
                    }
                }
                default -> word(i, depth);
            }
        }
    }

    private boolean isDatabase(int start) {
        return type(start + 1) == DATABASE_SYMBOL || type(start + 1) == OR_SYMBOL && type(start + 3) == DATABASE_SYMBOL;
    }

    private boolean isTableOrDatabase(int start) {
        int at = start + 1;
        while (MANNERS.contains(type(at))) {
            at++;
        }
        return type(at) != INDEX_SYMBOL;
    }

    private void word(int i, int depth) {
        if (i > 0 && BEFORE_NAMES.contains(type(i - 1))) {
            return;
        }
        switch (text(i)) {
            case "WAIT" -> {
                if (depth == 0 && type(i + 1) == INT_NUMBER) {
                    takeOut(i, i + 2);
                }
            }
            case "NOWAIT" -> takeOut(i, i + 1);
            case "PERSISTENT" -> retype(i, STORED_SYMBOL);
            case "COMPRESSED" -> {
                if (type(i - 1) != EQUAL_OPERATOR && type(i - 1) != ROW_FORMAT_SYMBOL) {
                    takeOut(i, type(i + 1) == EQUAL_OPERATOR ? i + 3 : i + 1);
                }
            }
            case "IGNORED" -> {
                boolean not = type(i - 1) == NOT_SYMBOL || type(i - 1) == NOT2_SYMBOL;
                if (not) {
                    takeOut(i - 1, i);
                }
                retype(i, not ? VISIBLE_SYMBOL : INVISIBLE_SYMBOL);
            }
            default -> {
                if (MARIADB_TYPES.contains(text(i)) && type(i + 1) != OPEN_PAR_SYMBOL) {
                    retype(i, JSON_SYMBOL); // a type that takes no options
                } else if (depth == 0 && type(i) == INT_NUMBER) {
                    retype(i, isOptionValue(i) ? IDENTIFIER : INT_NUMBER);
                }
            }
        }
    }

    /** Whether it is the number of an engine's option that MySQL does not know. */
    private boolean isOptionValue(int i) {
        int name = type(i - 1) == EQUAL_OPERATOR ? i - 2 : i - 1;
        return type(name) == IDENTIFIER || type(name) == BACK_TICK_QUOTED_ID;
    }

    /** A function that may be called without brackets around it only in MariaDB's defaults. */
    private boolean isCall(int at) {
        return type(at + 1) == OPEN_PAR_SYMBOL && type(at) != NOW_SYMBOL && isWord(at);
    }

    private void bracketCall(int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            depth += type(i) == OPEN_PAR_SYMBOL ? 1 : type(i) == CLOSE_PAR_SYMBOL ? -1 : 0;
            if (depth == 0 && type(i) == CLOSE_PAR_SYMBOL) {
                tokens.add(i + 1, token(CLOSE_PAR_SYMBOL, ")", tokens.get(i)));
                tokens.add(from, token(OPEN_PAR_SYMBOL, "(", tokens.get(from)));
                return;
            }
        }
    }

    private void takeOut(int from, int to) {
        for (int i = from; i < Math.min(to, tokens.size()); i++) {
            ((CommonToken) tokens.get(i)).setChannel(TAKEN_OUT);
        }
    }

    private void retype(int at, int type) {
        ((CommonToken) tokens.get(at)).setType(type);
    }

    private static Token token(int type, String text, Token place) {
        CommonToken token = new CommonToken(type, text);
        token.setLine(place.getLine());
        token.setCharPositionInLine(place.getCharPositionInLine());
        token.setStartIndex(place.getStartIndex());
        token.setStopIndex(place.getStopIndex());
        return token;
    }

    private int type(int at) {
        return at >= 0 && at < tokens.size() ? tokens.get(at).getType() : Token.EOF;
    }

    private String text(int at) {
        return tokens.get(at).getText().toUpperCase(Locale.ROOT);
    }
}
