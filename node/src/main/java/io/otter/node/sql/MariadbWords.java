package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

import java.util.Set;

/**
 * Takes out of a statement what MariaDB has and MySQL's grammar has not, or says it in MySQL's words. Used once.
 */
final class MariadbWords {
    private static final Set<String> TYPES = Set.of("INET4", "INET6", "UUID", "XMLTYPE");

    /** Functions that need no brackets, of which MySQL takes none as a default. */
    private static final Set<String> CALLED_BY_NAME = Set.of(
            "CURRENT_DATE", "CURRENT_ROLE", "CURRENT_TIME", "CURRENT_USER", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP");

    private final TokenList tokens;
    private final StatementHead head;

    private MariadbWords(TokenList tokens, StatementHead head) {
        this.tokens = tokens;
        this.head = head;
    }

    static void adapt(TokenList tokens, StatementHead head) {
        if (head.kind() != StatementKind.ROWS) {
            new MariadbWords(tokens, head).adapt();
        }
    }

    private void adapt() {
        int start = head.verb();
        boolean ofTable = tokens.is(start, CREATE_SYMBOL) || tokens.is(start, DROP_SYMBOL);
        boolean everywhere = !ofTable || head.kind() == StatementKind.INDEX;
        int depth = 0;
        for (int i = start; i < tokens.size(); i++) {
            switch (tokens.type(i)) {
                case OPEN_PAR_SYMBOL -> depth++;
                case CLOSE_PAR_SYMBOL -> depth--;
                case OR_SYMBOL -> {
                    if (i == start + 1 && head.kind() != StatementKind.VIEW) {
                        tokens.takeOut(i, i + 2);
                    }
                }
                case IF_SYMBOL -> {
                    if (everywhere || depth > 0) {
                        tokens.takeOut(i, tokens.afterIfExists(i));
                    }
                }
                case DEFAULT_SYMBOL -> {
                    if (isOfSequence(i + 1)) {
                        bracketName(i + 4);
                        tokens.takeOut(i + 1, i + 4);
                    } else if (CALLED_BY_NAME.contains(tokens.text(i + 1)) && !tokens.is(i + 2, OPEN_PAR_SYMBOL)) {
                        bracketName(i + 1);
                    } else if (isCall(i + 1)) {
                        bracketCall(i + 1);
                    } else if (tokens.is(i - 2, PARTITION_SYMBOL)) {
                        tokens.takeOut(i, i + 1);
                    }
                }
                case KEY_SYMBOL -> {
                    if (tokens.is(i - 1, ALTER_SYMBOL)) {
                        tokens.retype(i, INDEX_SYMBOL);
                    }
                }
                case COMMENT_SYMBOL -> {
                    if (head.kind() == StatementKind.DATABASE) {
                        tokens.retype(i, ENCRYPTION_SYMBOL); // an option that MySQL has, with a text as well
                    }
                }
                default -> word(i, depth);
            }
        }
    }

    private void word(int i, int depth) {
        if (tokens.isPlaceOfName(i)) {
            return;
        }
        switch (tokens.text(i)) {
            case "WAIT" -> {
                if (depth == 0 && tokens.is(i + 1, INT_NUMBER)) {
                    tokens.takeOut(i, i + 2);
                }
            }
            case "NOWAIT" -> tokens.takeOut(i, i + 1);
            case "PERSISTENT" -> tokens.retype(i, STORED_SYMBOL);
            case "COMPRESSED" -> {
                if (!tokens.is(i - 1, EQUAL_OPERATOR) && !tokens.is(i - 1, ROW_FORMAT_SYMBOL)) {
                    tokens.takeOut(i, tokens.is(i + 1, EQUAL_OPERATOR) ? i + 3 : i + 1);
                }
            }
            case "IGNORED" -> {
                boolean not = tokens.isNot(i - 1);
                if (not) {
                    tokens.takeOut(i - 1, i);
                }
                tokens.retype(i, not ? VISIBLE_SYMBOL : INVISIBLE_SYMBOL);
            }
            default -> {
                if (TYPES.contains(tokens.text(i)) && !tokens.is(i + 1, OPEN_PAR_SYMBOL)) {
                    tokens.retype(i, JSON_SYMBOL); // a type that takes no options
                } else if (depth == 0 && tokens.is(i, INT_NUMBER) && isOptionValue(i)) {
                    tokens.retype(i, IDENTIFIER);
                }
            }
        }
    }

    /** Whether it is the number of an engine's option that MySQL does not know. */
    private boolean isOptionValue(int i) {
        int name = tokens.is(i - 1, EQUAL_OPERATOR) ? i - 2 : i - 1;
        return tokens.is(name, IDENTIFIER) || tokens.is(name, BACK_TICK_QUOTED_ID);
    }

    /** A function that may be called without brackets around it only in MariaDB's defaults. */
    private boolean isCall(int at) {
        return tokens.is(at + 1, OPEN_PAR_SYMBOL) && !tokens.is(at, NOW_SYMBOL) && tokens.isWord(at);
    }

    /** NEXT VALUE FOR, PREVIOUS VALUE FOR. */
    private boolean isOfSequence(int at) {
        boolean which = tokens.text(at).equals("NEXT") || tokens.text(at).equals("PREVIOUS");
        return which && tokens.text(at + 1).equals("VALUE") && tokens.is(at + 2, FOR_SYMBOL);
    }

    private void bracketName(int from) {
        int last = tokens.is(from + 1, DOT_SYMBOL) ? from + 2 : from;
        tokens.insert(last + 1, CLOSE_PAR_SYMBOL, ")", last);
        tokens.insert(from, OPEN_PAR_SYMBOL, "(", from);
    }

    private void bracketCall(int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            int type = tokens.type(i);
            depth += type == OPEN_PAR_SYMBOL ? 1 : type == CLOSE_PAR_SYMBOL ? -1 : 0;
            if (depth == 0 && type == CLOSE_PAR_SYMBOL) {
                tokens.insert(i + 1, CLOSE_PAR_SYMBOL, ")", i);
                tokens.insert(from, OPEN_PAR_SYMBOL, "(", from);
                return;
            }
        }
    }
}
