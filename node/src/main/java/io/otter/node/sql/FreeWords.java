package io.otter.node.sql;

import static io.debezium.ddl.parser.mysql.generated.MySqlLexer.*;

import java.util.Set;

/** Which words of a statement are names although the grammar reserves them. */
final class FreeWords {
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
    private static final Set<String> LATEST_RESERVED = Set.of("INTERSECT", "LIBRARY", "QUALIFY", "TABLESAMPLE", "SETS");
    /** The grammar does not take them for names, every server does. */
    private static final Set<String> NEVER_RESERVED =
            Set.of("AUTO", "JSON_ARRAYAGG", "JSON_OBJECTAGG", "MANUAL", "PARALLEL", "URL");

    private static final Set<String> FREE_IN_MARIADB =
            Set.of("GET", "IO_AFTER_GTIDS", "IO_BEFORE_GTIDS", "OPTIMIZER_COSTS", "OPTION");
    private static final Set<String> FREE_IN_OLD_MYSQL = Set.of("GENERATED", "OPTIMIZER_COSTS", "STORED", "VIRTUAL");
    /** Names where a name is expected; elsewhere they say something. */
    private static final Set<String> PARTLY_RESERVED = Set.of(
            "COMPRESSED",
            "DATABASE",
            "ENGINE_ATTRIBUTE",
            "GENERATED",
            "NOWAIT",
            "PERSISTENT",
            "STORED",
            "VECTOR",
            "VIRTUAL");

    private static final int WITHOUT_NEWLY_RESERVED = 80_000;
    private static final int WITH_LATEST_RESERVED = 80_400;
    private static final int WITH_GENERATED = 50_700;
    private static final int WITH_VECTORS = 90_000;
    private static final int MARIADB_WITH_VECTORS = 110_700;

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
            EXISTS_SYMBOL,
            KEY_SYMBOL,
            LIKE_SYMBOL,
            MODIFY_SYMBOL,
            ON_SYMBOL,
            OPEN_PAR_SYMBOL,
            REFERENCES_SYMBOL,
            TABLE_SYMBOL,
            TO_SYMBOL);

    private final StatementTokens tokens;
    private final SqlDialect dialect;

    FreeWords(StatementTokens tokens, SqlDialect dialect) {
        this.tokens = tokens;
        this.dialect = dialect;
    }

    boolean isFree(int at) {
        String word = tokens.text(at);
        if (word.equals("ONLINE") || word.equals("OFFLINE")) {
            return at != tokens.start() + 1; // where it says how to alter or index a table
        }
        int withVectors = dialect.mariadb() ? MARIADB_WITH_VECTORS : WITH_VECTORS;
        boolean always = NEVER_RESERVED.contains(word)
                || dialect.mariadb() && FREE_IN_MARIADB.contains(word)
                || !dialect.mariadb() && dialect.version() < WITH_GENERATED && FREE_IN_OLD_MYSQL.contains(word)
                || dialect.version() < withVectors && word.equals("VECTOR");
        return always || isFree(word) || PARTLY_RESERVED.contains(word) && at > tokens.start() + 1 && isNamePlace(at);
    }

    /** Whether a name comes here, and not what says something about a table or a column. */
    boolean isNamePlace(int at) {
        boolean says = tokens.type(at + 1) == EQUAL_OPERATOR
                || tokens.type(at + 1) == INDEX_SYMBOL
                || tokens.type(at + 1) == KEY_SYMBOL;
        int before = tokens.type(at - 1);
        return !says
                && (BEFORE_NAMES.contains(before)
                        || before == RENAME_SYMBOL
                        || before == TRUNCATE_SYMBOL
                        || before == ALTER_SYMBOL && at > tokens.start() + 1
                        || tokens.type(at - 2) == CHANGE_SYMBOL);
    }

    private boolean isFree(String word) {
        boolean old = dialect.mariadb() || dialect.version() < WITHOUT_NEWLY_RESERVED;
        boolean latest = !dialect.mariadb() && dialect.version() >= WITH_LATEST_RESERVED;
        return old && NEWLY_RESERVED.contains(word) || !latest && LATEST_RESERVED.contains(word);
    }
}
