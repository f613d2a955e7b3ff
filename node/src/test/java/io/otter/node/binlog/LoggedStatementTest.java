package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggedStatementTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE/* c */TABLE/* it's; \"q\" */b07.t1/**/(id INT)",
                "# head, it's one\n-- another `one\n/* and \" */ ALTER/**/TABLE b07.t1 ADD a INT",
                "--\n--\tx\nALTER--\nTABLE t ADD a INT",
                "RENAME/*x*/TABLE b07.t2 TO/*y*/b07.t3",
                "TRUNCATE/**/TABLE b07.t4",
                "TRUNCATE`t`",
                "CREATE/* it's */UNIQUE/**/INDEX u ON b07.t1 (a, id)",
                "CREATE/*!50000 OR REPLACE*/ TABLE t (id INT)",
                "/*!40000 ALTER TABLE `view` DISABLE KEYS */",
                "ALTER TABLE event ADD `trigger` INT",
                "DROP DATABASE shop"
            })
    void statementsAboutTablesAreDdlWhereverTheyHaveComments(String sql) {
        assertThat(LoggedStatement.of(sql).kind()).isEqualTo(LoggedStatement.Kind.DDL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ALGORITHM=UNDEFINED DEFINER=`table`@`%` SQL SECURITY DEFINER VIEW v AS TABLE t",
                "DROP/* TABLE */VIEW v",
                "CREATE DEFINER=`u`@`h` PROCEDURE p() BEGIN DROP TABLE t; END",
                "CREATE DEFINER = CURRENT_USER TRIGGER g BEFORE UPDATE ON t FOR EACH ROW TRUNCATE TABLE t",
                "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO BEGIN TRUNCATE TABLE t; DROP TABLE t; END",
                "ALTER FUNCTION f COMMENT 'ALTER TABLE t DROP COLUMN v'",
                "CREATE AGGREGATE FUNCTION IF NOT EXISTS table_count RETURNS INT SONAME 'x'",
                "CREATE TABLESPACE ts ADD DATAFILE 'ts.ibd'",
                "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (DATABASE 'b')",
                "RENAME USER a@localhost TO b@localhost",
                "CREATE/**/TEMPORARY/**/TABLE t (id INT)"
            })
    void statementsAboutOtherThingsAreIgnored(String sql) {
        assertThat(LoggedStatement.of(sql).kind()).isEqualTo(LoggedStatement.Kind.OTHER);
    }
}
