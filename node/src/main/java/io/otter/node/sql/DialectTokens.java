package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Makes the words of a statement those of MySQL's newest grammar: names that were free on an older server are names, and what
 * MariaDB has besides is taken out, where it can be looked up again. Used once.
 */
final class DialectTokens {
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
    /** After these comes what is computed. */
    private static final Set<Integer> EXPRESSIONS = Set.of(AS_SYMBOL, CHECK_SYMBOL, DEFAULT_SYMBOL);

    private static final Set<String> MARIADB_TYPES = Set.of("INET4", "INET6", "UUID", "XMLTYPE");

    private final List<Token> tokens;
    private final StatementTokens row;
    private final FreeWords words;
    private final SqlDialect dialect;

    private DialectTokens(List<Token> tokens, SqlDialect dialect) {
        this.tokens = tokens;
        row = new StatementTokens(tokens);
        words = new FreeWords(row, dialect);
        this.dialect = dialect;
    }

    /** Whether the grammar has to read the statement at all. */
    static boolean isAboutTables(List<Token> tokens) {
        int at = new StatementTokens(tokens).start();
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

    static void adapt(List<Token> tokens, SqlDialect dialect) {
        new DialectTokens(tokens, dialect).adapt();
    }

    private void adapt() {
        joinDottedNames();
        joinLiterals();
        nameQualified();
        emptyExpressions();
        for (int i = 0; i < tokens.size(); i++) {
            if (row.type(i) == DOUBLE_QUOTED_TEXT) {
                row.retype(i, SINGLE_QUOTED_TEXT); // the grammar takes it for a name in some places
            } else if (row.type(i) == UNDERSCORE_CHARSET && isText(i + 1)) {
                row.takeOut(i, i + 1); // and does not expect this in all places where it may be
            } else if (words.isFree(i) || row.type(i) == DEFAULT_SYMBOL && isCharset(i - 1)) {
                row.retype(i, IDENTIFIER);
            }
        }
        int start = row.start();
        row.takeOut(0, start);
        shorten();
        if (row.type(start) == ALTER_SYMBOL && row.type(start + 1) == IGNORE_SYMBOL) {
            row.takeOut(start + 1, start + 2);
        }
        if (row.type(start) == ALTER_SYMBOL && row.type(start + 1) == DATABASE_SYMBOL && isDatabaseOption(start + 2)) {
            tokens.add(start + 2, StatementTokens.token(IDENTIFIER, "", tokens.get(start + 1)));
        }
        if (dialect.mariadb()) {
            mariadb(start);
        }
    }

    /** What the grammar does not expect, of parts that change neither columns nor keys. */
    private void shorten() {
        for (int i = 1; i < tokens.size(); i++) {
            boolean files = row.type(i - 1) == DISCARD_SYMBOL || row.type(i - 1) == IMPORT_SYMBOL;
            if (files && row.type(i) == PARTITION_SYMBOL) {
                int end = i;
                while (end < tokens.size() && row.type(end) != TABLESPACE_SYMBOL) {
                    end++;
                }
                row.takeOut(i, end);
            } else if (row.type(i - 1) == FOREIGN_SYMBOL
                    && row.type(i) == KEY_SYMBOL
                    && row.type(i + 2) == DOT_SYMBOL) {
                row.takeOut(i + 1, i + 3); // a foreign key may be named with its table
            }
        }
    }

    private boolean isText(int at) {
        return row.type(at) == SINGLE_QUOTED_TEXT || row.type(at) == DOUBLE_QUOTED_TEXT;
    }

    /** Whether the name of a character set comes after this. */
    private boolean isCharset(int at) {
        int word = row.type(at) == EQUAL_OPERATOR ? at - 1 : at;
        return row.type(word) == CHARSET_SYMBOL || row.type(word) == SET_SYMBOL && row.type(word - 1) == CHAR_SYMBOL;
    }

    private boolean isDatabaseOption(int at) {
        return switch (row.type(at)) {
            case DEFAULT_SYMBOL, CHARSET_SYMBOL, CHAR_SYMBOL, COLLATE_SYMBOL -> true;
            default -> false;
        };
    }

    /** A name after a dot may begin like a number: {@code d.2t}, {@code d.1e5}. */
    private void joinDottedNames() {
        for (int i = 1; i < tokens.size(); i++) {
            String text = row.text(i);
            if (text.length() > 1 && text.charAt(0) == '.' && row.touches(i - 1, i)) {
                StringBuilder name = new StringBuilder(tokens.get(i).getText().substring(1));
                Token dotted = tokens.get(i);
                while (i + 1 < tokens.size() && row.touches(i, i + 1) && row.isWord(i + 1)) {
                    name.append(tokens.remove(i + 1).getText());
                }
                tokens.set(i, StatementTokens.token(DOT_SYMBOL, ".", dotted));
                tokens.add(i + 1, StatementTokens.token(IDENTIFIER, name.toString(), dotted));
            }
        }
    }

    /** What a dot comes after is a name, whatever word it is. */
    private void nameQualified() {
        for (int i = 1; i + 1 < tokens.size(); i++) {
            if (row.type(i) == DOT_SYMBOL && row.touches(i - 1, i)) {
                for (int part : List.of(i - 1, i + 1)) {
                    if (row.isWord(part)) {
                        row.retype(part, IDENTIFIER);
                    }
                }
            }
        }
    }

    /** What is computed need not be understood. */
    private void emptyExpressions() {
        int depth =
                row.type(row.start()) == ALTER_SYMBOL ? 1 : 0; // a query may come after the brackets of CREATE TABLE
        for (int i = 0; i < tokens.size(); i++) {
            switch (row.type(i)) {
                case OPEN_PAR_SYMBOL -> {
                    boolean part = row.type(i - 1) == OPEN_PAR_SYMBOL || row.type(i - 1) == COMMA_SYMBOL;
                    if (depth > 0 && (part || EXPRESSIONS.contains(row.type(i - 1)))) {
                        emptyBrackets(i);
                        i += 2;
                    } else {
                        depth++;
                    }
                }
                case CLOSE_PAR_SYMBOL -> depth--;
                default -> {}
            }
        }
    }

    private void emptyBrackets(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += row.type(i) == OPEN_PAR_SYMBOL ? 1 : row.type(i) == CLOSE_PAR_SYMBOL ? -1 : 0;
            if (depth == 0) {
                Token first = tokens.get(open);
                tokens.subList(open + 1, i).clear();
                tokens.add(open + 1, StatementTokens.token(INT_NUMBER, "1", first));
                return;
            }
        }
    }

    /** The grammar knows {@code x'…'} and {@code b'…'} with small letters only. */
    private void joinLiterals() {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            int literal = switch (row.text(i)) {
                case "X" -> HEX_NUMBER;
                case "B" -> BIN_NUMBER;
                default -> Token.EOF;
            };
            if (literal != Token.EOF && row.type(i + 1) == SINGLE_QUOTED_TEXT && row.touches(i, i + 1)) {
                Token quoted = tokens.remove(i + 1);
                String text = tokens.get(i).getText() + quoted.getText();
                tokens.set(i, StatementTokens.token(literal, text, tokens.get(i)));
            }
        }
    }

    private void mariadb(int start) {
        int verb = row.type(start);
        boolean everywhere = verb != CREATE_SYMBOL && verb != DROP_SYMBOL || !isTableOrDatabase(start);
        int depth = 0;
        for (int i = start; i < tokens.size(); i++) {
            switch (row.type(i)) {
                case OPEN_PAR_SYMBOL -> depth++;
                case CLOSE_PAR_SYMBOL -> depth--;
                case OR_SYMBOL -> {
                    if (i == start + 1) {
                        row.takeOut(i, i + 2);
                    }
                }
                case IF_SYMBOL -> {
                    int exists = row.type(i + 1) == NOT_SYMBOL || row.type(i + 1) == NOT2_SYMBOL ? i + 2 : i + 1;
                    if (row.type(exists) == EXISTS_SYMBOL && (everywhere || depth > 0)) {
                        row.takeOut(i, exists + 1);
                    }
                }
                case DEFAULT_SYMBOL -> {
                    if (isCall(i + 1)) {
                        bracketCall(i + 1);
                    } else if (row.type(i - 2) == PARTITION_SYMBOL) {
                        row.takeOut(i, i + 1);
                    }
                }
                case KEY_SYMBOL -> {
                    if (row.type(i - 1) == ALTER_SYMBOL) {
                        row.retype(i, INDEX_SYMBOL);
                    }
                }
                case COMMENT_SYMBOL -> {
                    if (isDatabase(start)) {
                        row.retype(i, ENCRYPTION_SYMBOL); // an option that MySQL has, with a text as well
                    }
                }
                default -> word(i, depth);
            }
        }
    }

    private boolean isDatabase(int start) {
        return row.type(start + 1) == DATABASE_SYMBOL
                || row.type(start + 1) == OR_SYMBOL && row.type(start + 3) == DATABASE_SYMBOL;
    }

    private boolean isTableOrDatabase(int start) {
        int at = start + 1;
        while (MANNERS.contains(row.type(at))) {
            at++;
        }
        return row.type(at) != INDEX_SYMBOL;
    }

    private void word(int i, int depth) {
        if (i > 0 && words.isNamePlace(i)) {
            return;
        }
        switch (row.text(i)) {
            case "WAIT" -> {
                if (depth == 0 && row.type(i + 1) == INT_NUMBER) {
                    row.takeOut(i, i + 2);
                }
            }
            case "NOWAIT" -> row.takeOut(i, i + 1);
            case "PERSISTENT" -> row.retype(i, STORED_SYMBOL);
            case "COMPRESSED" -> {
                if (row.type(i - 1) != EQUAL_OPERATOR && row.type(i - 1) != ROW_FORMAT_SYMBOL) {
                    row.takeOut(i, row.type(i + 1) == EQUAL_OPERATOR ? i + 3 : i + 1);
                }
            }
            case "IGNORED" -> {
                boolean not = row.type(i - 1) == NOT_SYMBOL || row.type(i - 1) == NOT2_SYMBOL;
                if (not) {
                    row.takeOut(i - 1, i);
                }
                row.retype(i, not ? VISIBLE_SYMBOL : INVISIBLE_SYMBOL);
            }
            default -> {
                if (MARIADB_TYPES.contains(row.text(i)) && row.type(i + 1) != OPEN_PAR_SYMBOL) {
                    row.retype(i, JSON_SYMBOL); // a type that takes no options
                } else if (depth == 0 && row.type(i) == INT_NUMBER) {
                    row.retype(i, isOptionValue(i) ? IDENTIFIER : INT_NUMBER);
                }
            }
        }
    }

    /** Whether it is the number of an engine's option that MySQL does not know. */
    private boolean isOptionValue(int i) {
        int name = row.type(i - 1) == EQUAL_OPERATOR ? i - 2 : i - 1;
        return row.type(name) == IDENTIFIER || row.type(name) == BACK_TICK_QUOTED_ID;
    }

    /** A function that may be called without brackets around it only in MariaDB's defaults. */
    private boolean isCall(int at) {
        return row.type(at + 1) == OPEN_PAR_SYMBOL && row.type(at) != NOW_SYMBOL && row.isWord(at);
    }

    private void bracketCall(int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            depth += row.type(i) == OPEN_PAR_SYMBOL ? 1 : row.type(i) == CLOSE_PAR_SYMBOL ? -1 : 0;
            if (depth == 0 && row.type(i) == CLOSE_PAR_SYMBOL) {
                tokens.add(i + 1, StatementTokens.token(CLOSE_PAR_SYMBOL, ")", tokens.get(i)));
                tokens.add(from, StatementTokens.token(OPEN_PAR_SYMBOL, "(", tokens.get(from)));
                return;
            }
        }
    }
}
