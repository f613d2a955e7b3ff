package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

/**
 * What the first words of a statement say.
 *
 * @param verb the place of the first word, after {@code SET STATEMENT … FOR}
 * @param object the place of the word that says what it is about; that of the verb where there is none
 */
record StatementHead(StatementKind kind, boolean temporary, int verb, int object) {
    static StatementHead of(TokenList tokens) {
        int verb = start(tokens);
        return switch (tokens.type(verb)) {
            case CREATE_SYMBOL, ALTER_SYMBOL, DROP_SYMBOL -> definition(tokens, verb);
            case TRUNCATE_SYMBOL -> new StatementHead(StatementKind.TRUNCATE_TABLE, false, verb, verb);
            case RENAME_SYMBOL -> {
                boolean tables = tokens.is(verb + 1, TABLE_SYMBOL) || tokens.is(verb + 1, TABLES_SYMBOL);
                yield tables
                        ? new StatementHead(StatementKind.RENAME_TABLE, false, verb, verb + 1)
                        : new StatementHead(StatementKind.OTHER, false, verb, verb);
            }
            case INSERT_SYMBOL,
                    REPLACE_SYMBOL,
                    UPDATE_SYMBOL,
                    DELETE_SYMBOL,
                    LOAD_SYMBOL,
                    WITH_SYMBOL,
                    SELECT_SYMBOL,
                    DO_SYMBOL,
                    CALL_SYMBOL -> new StatementHead(StatementKind.ROWS, false, verb, verb);
            default -> new StatementHead(StatementKind.OTHER, false, verb, verb);
        };
    }

    /** A definer, an algorithm and other manners may come before the word that says what it is about. */
    private static StatementHead definition(TokenList tokens, int verb) {
        boolean temporary = false;
        for (int i = verb + 1; i < tokens.size(); i++) {
            switch (tokens.type(i)) {
                case EQUAL_OPERATOR, AT_SIGN_SYMBOL -> i++;
                case TEMPORARY_SYMBOL -> temporary = true;
                case TABLE_SYMBOL, TABLES_SYMBOL -> {
                    return new StatementHead(table(tokens.type(verb)), temporary, verb, i);
                }
                case INDEX_SYMBOL -> {
                    return new StatementHead(StatementKind.INDEX, false, verb, i);
                }
                case VIEW_SYMBOL -> {
                    return new StatementHead(StatementKind.VIEW, false, verb, i);
                }
                case DATABASE_SYMBOL -> {
                    return new StatementHead(StatementKind.DATABASE, false, verb, i);
                }
                case TRIGGER_SYMBOL, PROCEDURE_SYMBOL, FUNCTION_SYMBOL, EVENT_SYMBOL -> {
                    return new StatementHead(StatementKind.STORED_PROGRAM, false, verb, i);
                }
                case OR_SYMBOL,
                        REPLACE_SYMBOL,
                        ONLINE_SYMBOL,
                        OFFLINE_SYMBOL,
                        IGNORE_SYMBOL,
                        UNIQUE_SYMBOL,
                        FULLTEXT_SYMBOL,
                        SPATIAL_SYMBOL,
                        DEFINER_SYMBOL,
                        ALGORITHM_SYMBOL,
                        SQL_SYMBOL,
                        SECURITY_SYMBOL,
                        INVOKER_SYMBOL,
                        AGGREGATE_SYMBOL,
                        AT_TEXT_SUFFIX,
                        OPEN_PAR_SYMBOL,
                        CLOSE_PAR_SYMBOL,
                        VECTOR_SYMBOL -> {}
                case IDENTIFIER -> {
                    // A word that MySQL does not know: an object of MariaDB, or a manner.
                    if (tokens.text(i).equals("PACKAGE")) {
                        return new StatementHead(StatementKind.STORED_PROGRAM, false, verb, i);
                    }
                    if (tokens.text(i).equals("SEQUENCE")) {
                        return new StatementHead(StatementKind.VIEW, false, verb, i);
                    }
                }
                default -> {
                    return new StatementHead(StatementKind.OTHER, false, verb, i);
                }
            }
        }
        return new StatementHead(StatementKind.OTHER, false, verb, verb);
    }

    private static StatementKind table(int verb) {
        return switch (verb) {
            case CREATE_SYMBOL -> StatementKind.CREATE_TABLE;
            case ALTER_SYMBOL -> StatementKind.ALTER_TABLE;
            default -> StatementKind.DROP_TABLE;
        };
    }

    private static int start(TokenList tokens) {
        if (!tokens.is(0, SET_SYMBOL) || !tokens.text(1).equals("STATEMENT")) {
            return 0;
        }
        int at = 0;
        while (at < tokens.size() && !tokens.is(at, FOR_SYMBOL)) {
            at++;
        }
        return at + 1;
    }
}
