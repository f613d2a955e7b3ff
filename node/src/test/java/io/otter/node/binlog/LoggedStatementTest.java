package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggedStatementTest {
    @Test
    void theClauseOfRowsThatFollowGivesWayToBlanks() {
        assertThat(LoggedStatement.withoutTransaction(
                        "CREATE TABLE `q` (\n  `x` int\n) START TRANSACTION COMMENT='it\\'s'"))
                .isEqualTo("CREATE TABLE `q` (\n  `x` int\n)                   COMMENT='it\\'s'");
        assertThat(LoggedStatement.withoutTransaction("CREATE TABLE q (x int) start\ttransaction "))
                .isEqualTo("CREATE TABLE q (x int)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE q (x int) COMMENT='a; START TRANSACTION'",
                "CREATE TABLE q (` start transaction` int) COMMENT=\" start transaction\"",
                "CREATE TABLE q (x int /* it's; start transaction */)"
            })
    void textsAndCommentsAreNoClause(String sql) {
        assertThat(LoggedStatement.withoutTransaction(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET STATEMENT max_statement_time = 100 FOR ALTER TABLE t ADD a INT",
                "/* for */ set statement a = (SELECT 'it''s for' FOR UPDATE), b = ' for ' FOR ALTER TABLE t ADD a INT",
                "SET STATEMENT a = 1 FOR SET STATEMENT b = 2 FOR ALTER TABLE t ADD a INT"
            })
    void whatIsSetForAStatementIsNotPartOfIt(String sql) {
        assertThat(SetStatement.without(sql)).isEqualTo("ALTER TABLE t ADD a INT");
        assertThat(SetStatement.without("SET PASSWORD FOR x = 'y'")).isEqualTo("SET PASSWORD FOR x = 'y'");
    }
}
