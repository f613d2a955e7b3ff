package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

import java.util.Set;

/** Shortens parts that change neither columns nor keys, so that the grammar need not know them. Used once. */
final class UnreadParts {
    /** After these comes what is computed. */
    private static final Set<Integer> BEFORE_EXPRESSIONS = Set.of(AS_SYMBOL, CHECK_SYMBOL, DEFAULT_SYMBOL);

    /** Before a column that is there already. */
    private static final Set<Integer> NAMING = Set.of(MODIFY_SYMBOL, CHANGE_SYMBOL, DROP_SYMBOL);

    private final TokenList tokens;

    private UnreadParts(TokenList tokens) {
        this.tokens = tokens;
    }

    static void shorten(TokenList tokens, StatementHead head) {
        UnreadParts parts = new UnreadParts(tokens);
        switch (head.kind()) {
            case CREATE_TABLE, INDEX -> parts.emptyExpressions(head.object(), 0);
            case ALTER_TABLE -> {
                parts.emptyExpressions(head.object(), 1);
                parts.takeOutPlaces(head.object());
            }
            default -> {}
        }
    }

    /** @param around how many brackets to think around it: outside of any, CREATE TABLE has a query */
    private void emptyExpressions(int from, int around) {
        int depth = around;
        for (int i = from; i < tokens.size() && !tokens.is(i, SELECT_SYMBOL); i++) {
            switch (tokens.type(i)) {
                case OPEN_PAR_SYMBOL -> {
                    boolean part = tokens.is(i - 1, OPEN_PAR_SYMBOL) || tokens.is(i - 1, COMMA_SYMBOL);
                    int close = close(i);
                    if (depth > 0 && close > i + 1 && (part || BEFORE_EXPRESSIONS.contains(tokens.type(i - 1)))) {
                        tokens.join(i + 1, close, INT_NUMBER);
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

    private int close(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.is(i, OPEN_PAR_SYMBOL) ? 1 : tokens.is(i, CLOSE_PAR_SYMBOL) ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return open;
    }

    /** Of a column, which may be written with its table's name; two words that follow each other are none. */
    private void takeOutQualifier(int from) {
        int at = from;
        while (tokens.is(at + 1, DOT_SYMBOL)) {
            tokens.takeOut(at, at + 2);
            at += 2;
        }
    }

    /** Which partitions' files are taken away, and the table that a foreign key may be named with. */
    private void takeOutPlaces(int from) {
        for (int i = from; i < tokens.size(); i++) {
            boolean files = tokens.is(i - 1, DISCARD_SYMBOL) || tokens.is(i - 1, IMPORT_SYMBOL);
            if (files && tokens.is(i, PARTITION_SYMBOL)) {
                int end = i;
                while (end < tokens.size() && !tokens.is(end, TABLESPACE_SYMBOL)) {
                    end++;
                }
                tokens.takeOut(i, end);
            } else if (NAMING.contains(tokens.type(i - 1))) {
                takeOutQualifier(tokens.is(i, COLUMN_SYMBOL) ? i + 1 : i);
            } else if (tokens.is(i - 1, FOREIGN_SYMBOL) && tokens.is(i + 2, DOT_SYMBOL)) {
                tokens.takeOut(i + 1, i + 3);
            }
        }
    }
}
