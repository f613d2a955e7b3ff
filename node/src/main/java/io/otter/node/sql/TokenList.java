package io.otter.node.sql;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/** The words and symbols of a statement, which can be changed before the grammar reads them. Places outside are {@code EOF}. */
final class TokenList {
    /** The channel of what was taken out; it can still be looked up. */
    static final int TAKEN_OUT = 3;

    private static final Pattern WORD = Pattern.compile("[\\w$\\x80-\\uffff]+");

    /** After these comes a name, whatever word it is. */
    private static final Set<Integer> BEFORE_NAMES = Set.of(
            MySqlLexer.ADD_SYMBOL,
            MySqlLexer.AFTER_SYMBOL,
            MySqlLexer.ALTER_SYMBOL,
            MySqlLexer.CHANGE_SYMBOL,
            MySqlLexer.COLUMN_SYMBOL,
            MySqlLexer.COMMA_SYMBOL,
            MySqlLexer.CONSTRAINT_SYMBOL,
            MySqlLexer.DOT_SYMBOL,
            MySqlLexer.DROP_SYMBOL,
            MySqlLexer.EXISTS_SYMBOL,
            MySqlLexer.INDEX_SYMBOL,
            MySqlLexer.KEY_SYMBOL,
            MySqlLexer.LIKE_SYMBOL,
            MySqlLexer.MODIFY_SYMBOL,
            MySqlLexer.ON_SYMBOL,
            MySqlLexer.OPEN_PAR_SYMBOL,
            MySqlLexer.REFERENCES_SYMBOL,
            MySqlLexer.RENAME_SYMBOL,
            MySqlLexer.TABLE_SYMBOL,
            MySqlLexer.TABLES_SYMBOL,
            MySqlLexer.TO_SYMBOL,
            MySqlLexer.TRUNCATE_SYMBOL);

    private final List<Token> tokens;

    TokenList(List<Token> tokens) {
        this.tokens = tokens;
    }

    int size() {
        return tokens.size();
    }

    int type(int at) {
        return isInside(at) ? tokens.get(at).getType() : Token.EOF;
    }

    boolean is(int at, int type) {
        return type(at) == type;
    }

    /** In upper case; empty outside. */
    String text(int at) {
        return isInside(at) ? tokens.get(at).getText().toUpperCase(Locale.ROOT) : "";
    }

    String written(int at) {
        return isInside(at) ? tokens.get(at).getText() : "";
    }

    /** In code points. */
    int begin(int at) {
        return tokens.get(at).getStartIndex();
    }

    /** In code points, exclusive. */
    int end(int at) {
        return tokens.get(at).getStopIndex() + 1;
    }

    boolean touches(int left, int right) {
        return end(left) == begin(right);
    }

    /** Whether it is a word without quotes. */
    boolean isWord(int at) {
        return WORD.matcher(written(at)).matches();
    }

    /** Whether what is here can be nothing but a name, if it is a word that need not be in quotes as one. */
    boolean isPlaceOfName(int at) {
        return BEFORE_NAMES.contains(type(at - 1))
                || is(at - 2, MySqlLexer.CHANGE_SYMBOL)
                || is(at - 3, MySqlLexer.CHANGE_SYMBOL) && is(at - 2, MySqlLexer.COLUMN_SYMBOL);
    }

    boolean isText(int at) {
        return is(at, MySqlLexer.SINGLE_QUOTED_TEXT) || is(at, MySqlLexer.DOUBLE_QUOTED_TEXT);
    }

    boolean isNot(int at) {
        return is(at, MySqlLexer.NOT_SYMBOL) || is(at, MySqlLexer.NOT2_SYMBOL);
    }

    /** The place after IF EXISTS or IF NOT EXISTS; {@code at} if there is neither. */
    int afterIfExists(int at) {
        int exists = isNot(at + 1) ? at + 2 : at + 1;
        return is(at, MySqlLexer.IF_SYMBOL) && is(exists, MySqlLexer.EXISTS_SYMBOL) ? exists + 1 : at;
    }

    /** In how many parentheses the innermost of what is left stands. */
    int depth() {
        int depth = 0;
        int deepest = 0;
        for (Token token : tokens) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                continue;
            }
            if (token.getType() == MySqlLexer.OPEN_PAR_SYMBOL) {
                deepest = Math.max(deepest, ++depth);
            } else if (token.getType() == MySqlLexer.CLOSE_PAR_SYMBOL) {
                depth--;
            }
        }
        return deepest;
    }

    /** The most parentheses of what is left that open next to each other. */
    int openedInARow() {
        int row = 0;
        int most = 0;
        for (Token token : tokens) {
            if (token.getChannel() == Token.DEFAULT_CHANNEL) {
                row = token.getType() == MySqlLexer.OPEN_PAR_SYMBOL ? row + 1 : 0;
                most = Math.max(most, row);
            }
        }
        return most;
    }

    void retype(int at, int type) {
        ((CommonToken) tokens.get(at)).setType(type);
    }

    void takeOut(int from, int to) {
        for (int i = from; i < Math.min(to, tokens.size()); i++) {
            ((CommonToken) tokens.get(i)).setChannel(TAKEN_OUT);
        }
    }

    /** Puts one token in the place of several that touch. */
    void join(int from, int to, int type) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(tokens.get(i).getText());
        }
        CommonToken joined = (CommonToken) tokens.get(from);
        joined.setStopIndex(end(to - 1) - 1);
        joined.setText(text.toString());
        joined.setType(type);
        joined.setChannel(Token.DEFAULT_CHANNEL);
        tokens.subList(from + 1, to).clear();
    }

    /** Divides a token after its first character. */
    void split(int at, int first, int rest) {
        CommonToken head = (CommonToken) tokens.get(at);
        CommonToken tail = new CommonToken(head);
        String text = head.getText();
        head.setType(first);
        head.setText(text.substring(0, 1));
        head.setStopIndex(head.getStartIndex());
        tail.setType(rest);
        tail.setText(text.substring(1));
        tail.setStartIndex(head.getStartIndex() + 1);
        tokens.add(at + 1, tail);
    }

    /** Inserts a token that the text does not have, at the place of another. */
    void insert(int at, int type, String text, int place) {
        CommonToken token = new CommonToken(tokens.get(place));
        token.setType(type);
        token.setText(text);
        tokens.add(at, token);
    }

    CommonTokenStream stream() {
        CommonTokenStream stream = new CommonTokenStream(new ListTokenSource(tokens));
        stream.fill();
        return stream;
    }

    private boolean isInside(int at) {
        return at >= 0 && at < tokens.size();
    }
}
