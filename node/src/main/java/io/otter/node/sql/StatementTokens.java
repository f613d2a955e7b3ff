package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.FOR_SYMBOL;
import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.SET_SYMBOL;

import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/** The words of a statement, which can be changed. */
final class StatementTokens {
    /** The channel of what was taken out. */
    static final int TAKEN_OUT = 3;

    private final List<Token> tokens;

    StatementTokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** After {@code SET STATEMENT … FOR}. */
    int start() {
        int at = 0;
        if (tokens.size() > 1 && type(0) == SET_SYMBOL && text(1).equals("STATEMENT")) {
            while (at < tokens.size() && type(at) != FOR_SYMBOL) {
                at++;
            }
            at++;
        }
        return at;
    }

    boolean touches(int left, int right) {
        return tokens.get(left).getStopIndex() + 1 == tokens.get(right).getStartIndex();
    }

    boolean isWord(int at) {
        return text(at).matches("[\\w$\\x80-\\uffff]+");
    }

    void takeOut(int from, int to) {
        for (int i = from; i < Math.min(to, tokens.size()); i++) {
            ((CommonToken) tokens.get(i)).setChannel(TAKEN_OUT);
        }
    }

    void retype(int at, int type) {
        ((CommonToken) tokens.get(at)).setType(type);
    }

    static Token token(int type, String text, Token place) {
        CommonToken token = new CommonToken(type, text);
        token.setLine(place.getLine());
        token.setCharPositionInLine(place.getCharPositionInLine());
        token.setStartIndex(place.getStartIndex());
        token.setStopIndex(place.getStopIndex());
        return token;
    }

    int type(int at) {
        return at >= 0 && at < tokens.size() ? tokens.get(at).getType() : Token.EOF;
    }

    String text(int at) {
        return tokens.get(at).getText().toUpperCase(Locale.ROOT);
    }
}
