package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

import java.util.Set;

/**
 * Spells the types that MariaDB knows in sessions with {@code sql_mode = ORACLE} only, or takes for others there, as every session
 * knows them. None of these words is reserved, so only those count that stand where a column has its type. Used once.
 */
public final class OracleTypes {
    /** Words that begin an item of a definition which is no column. */
    private static final Set<String> NO_COLUMNS = Set.of(
            "CHECK",
            "COLUMN",
            "CONSTRAINT",
            "EXISTS",
            "FOREIGN",
            "FULLTEXT",
            "INDEX",
            "KEY",
            "PARTITION",
            "PERIOD",
            "PRIMARY",
            "SPATIAL",
            "UNIQUE",
            "VECTOR");

    private final String sql;
    private final TokenList tokens;
    private final StringBuilder plain = new StringBuilder();
    private int copied;

    private OracleTypes(String sql, TokenList tokens) {
        this.sql = sql;
        this.tokens = tokens;
    }

    /** @param sql in the spelling of a session without ANSI_QUOTES and NO_BACKSLASH_ESCAPES */
    public static String respelled(String sql) {
        TokenList tokens = SqlParser.tokens(SqlComments.blanked(sql, SqlDialect.ANY));
        StatementHead head = StatementHead.of(tokens);
        return switch (head.kind()) {
            case CREATE_TABLE, ALTER_TABLE ->
                new OracleTypes(sql, tokens).spell(head.object(), head.kind() == StatementKind.ALTER_TABLE);
            default -> sql;
        };
    }

    private String spell(int start, boolean alters) {
        int depth = 0;
        for (int i = start; i < tokens.size() && !tokens.is(i, SELECT_SYMBOL); i++) {
            depth += tokens.is(i, OPEN_PAR_SYMBOL) ? 1 : tokens.is(i, CLOSE_PAR_SYMBOL) ? -1 : 0;
            boolean column = depth == 1 && beginsItem(i - 2) || alters && depth == 0 && beginsChange(i - 2);
            String type = column && isName(i - 1) ? plain(i) : "";
            if (!type.isEmpty()) {
                plain.append(sql, copied, place(tokens.begin(i))).append(type);
                copied = place(tokens.end(i));
            }
        }
        return plain.append(sql, copied, sql.length()).toString();
    }

    private boolean beginsItem(int at) {
        return tokens.is(at, OPEN_PAR_SYMBOL) || tokens.is(at, COMMA_SYMBOL);
    }

    private boolean beginsChange(int at) {
        return switch (tokens.type(at)) {
            case ADD_SYMBOL, MODIFY_SYMBOL, COLUMN_SYMBOL, EXISTS_SYMBOL -> true;
            default -> isName(at) && isChange(at - 1); // after the old name comes the new one
        };
    }

    private boolean isChange(int at) {
        return tokens.is(at, CHANGE_SYMBOL)
                || tokens.is(at, COLUMN_SYMBOL) && tokens.is(at - 1, CHANGE_SYMBOL)
                || tokens.is(at, EXISTS_SYMBOL);
    }

    private boolean isName(int at) {
        return tokens.is(at, BACK_TICK_QUOTED_ID) || tokens.isWord(at) && !NO_COLUMNS.contains(tokens.text(at));
    }

    /** Empty for another type. */
    private String plain(int at) {
        boolean sized = tokens.is(at + 1, OPEN_PAR_SYMBOL);
        return switch (tokens.text(at)) {
            case "NUMBER" -> sized ? "DECIMAL" : "DOUBLE";
            case "VARCHAR2" -> "VARCHAR";
            case "CLOB" -> "LONGTEXT";
            case "RAW" -> "VARBINARY";
            case "BLOB" -> sized ? "" : "LONGBLOB";
            case "DATE" -> "DATETIME";
            default -> "";
        };
    }

    private int place(int character) {
        return sql.offsetByCodePoints(0, character);
    }
}
