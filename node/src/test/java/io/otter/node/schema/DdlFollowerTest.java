package io.otter.node.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.position.BinlogPosition;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.sql.SqlDialect;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options for how a server runs a statement do not change its effect. */
class DdlFollowerTest {
    private final SchemaState state = new SchemaState();
    private final DdlFollower follower = new DdlFollower(state, defaults(new SqlDialect(false, 80033)));

    DdlFollowerTest() {
        Column id = new Column("id", "int", "int", false, false, false, null, null, List.of());
        Column a = new Column("a", "int", "int", false, true, false, null, null, List.of());
        state.put(new TableState(
                "shop", "item", List.of(id, a), List.of("id"), Map.of(), "utf8mb4", "utf8mb4_general_ci"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADD COLUMN b INT AFTER id, ALGORITHM=INPLACE, LOCK=NONE",
                "ADD COLUMN b INT AFTER id, ALGORITHM=INSTANT",
                "ALGORITHM = COPY, LOCK = SHARED, ADD COLUMN b INT AFTER id",
                "ALGORITHM INPLACE, ADD b INT AFTER id, ADD INDEX i (a), ORDER BY a",
                "ADD b INT AFTER id, FORCE, ENGINE=InnoDB, ROW_FORMAT=DYNAMIC, AUTO_INCREMENT=7, COMMENT='of b'"
            })
    void columnsThatAreAddedInAnyWayAreKnown(String items) {
        assertThat(follow("ALTER TABLE shop.item " + items).problem()).isEmpty();
        assertThat(columns()).containsExactly("id", "b", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# head, it's one\n-- another `one\n/* and \" */ ALTER/**/TABLE shop.item ADD b INT AFTER /*!80000 id*/",
                "ALTER TABLE shop.item --\tit's \"a\"\n ADD b INT DEFAULT '-- 5' --\n AFTER/*x*/id /*!99999 NONSENSE */",
                "ALTER TABLE shop.item /*M!100401 ADD b INT AFTER */ `id`"
            })
    void commentsAreBlankedButVersionCommentsAreNot(String sql) {
        SqlDialect dialect = sql.contains("/*M!") ? new SqlDialect(true, 110405) : new SqlDialect(false, 80033);
        DdlFollower own = new DdlFollower(state, defaults(dialect));
        assertThat(own.follow(new LoggedDdl(new BinlogPosition("f", 4, "", "", 0), "shop", sql))
                        .problem())
                .isEmpty();
        assertThat(columns()).containsExactly("id", "b", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALGORITHM=COPY",
                "EXCHANGE PARTITION p WITH TABLE other WITHOUT VALIDATION",
                "ALTER CHECK c NOT ENFORCED",
                "DISCARD TABLESPACE",
                "IMPORT TABLESPACE"
            })
    void statementsWithoutColumnsChangeNone(String items) {
        assertThat(follow("ALTER TABLE shop.item " + items).problem()).isEmpty();
        assertThat(columns()).containsExactly("id", "a");
    }

    @Test
    void aKeyThatIsMadeAnewByCopyingIsKnown() {
        assertThat(follow("ALTER TABLE shop.item ALGORITHM=COPY, DROP PRIMARY KEY, ADD UNIQUE KEY k (a)")
                        .problem())
                .isEmpty();
        TableState table = Objects.requireNonNull(state.find("shop", "item"));
        assertThat(table.primaryKey()).isEmpty();
        assertThat(table.uniqueKeys()).containsEntry("k", List.of("a"));
    }

    @Test
    void aTableWithAnUnparsableStatementIsForgotten() {
        assertThat(follow("ALTER TABLE shop.item SHUFFLE COLUMNS").problem()).isNotEmpty();
        assertThat(state.find("shop", "item")).isNull();
    }

    @Test
    void whatTheParserSaysOfAStatementIsKept() {
        assertThat(follow("ALTER TABLE shop.item\n  SHUFFLE COLUMNS").problem())
                .startsWith("line 2, column 2: ")
                .contains("SHUFFLE")
                .doesNotContain("expecting");
    }

    @Test
    void aTableThatIsNotNamedIsKnownWhenNobodyUnderstandsTheStatement() {
        state.put(Objects.requireNonNull(state.find("shop", "item")).named("shop", "order"));
        follow("ALTER TABLE shop.item SHUFFLE COLUMNS");
        assertThat(state.find("shop", "order")).isNotNull();
    }

    @Test
    void namesThatAnOlderServerDidNotReserveAreNames() {
        DdlFollower old = new DdlFollower(state, defaults(new SqlDialect(false, 50651)));
        String sql = "ALTER IGNORE TABLE shop.item ADD rank INT AFTER id, CHANGE a groups INT, ADD system INT";
        assertThat(old.follow(logged(sql)).problem()).isEmpty();
        assertThat(columns()).containsExactly("id", "rank", "groups", "system");
    }

    @Test
    void columnsThatComeFromAQueryAreUnknown() {
        assertThat(follow("CREATE TABLE shop.item (a INT) SELECT 1 AS b").problem())
                .contains("query");
        assertThat(state.find("shop", "item")).isNull();
    }

    private DdlFollower.Outcome follow(String sql) {
        return follower.follow(logged(sql));
    }

    private static LoggedDdl logged(String sql) {
        return new LoggedDdl(new BinlogPosition("binlog.000001", 4, "", "", 0), "shop", sql);
    }

    private static ServerDefaults defaults(SqlDialect dialect) {
        return new ServerDefaults(
                dialect,
                Map.of("utf8mb4", new ServerDefaults.CharacterSet("utf8mb4_0900_ai_ci", 4)),
                "utf8mb4_0900_ai_ci",
                false);
    }

    private List<String> columns() {
        return Objects.requireNonNull(state.find("shop", "item")).columns().stream()
                .map(Column::name)
                .toList();
    }
}
