package io.otter.node.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.database.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlParserTest {
    private final SqlParser mysql = new SqlParser(new SqlDialect(false, 80033));
    private final SqlParser mariadb = new SqlParser(new SqlDialect(true, 110405));

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
        ParsedStatement read = mariadb.read(sql, "b07");
        assertThat(read.problem()).isEmpty();
        assertThat(read.kind().ddl() != null || read.kind() == StatementKind.DATABASE)
                .isTrue();
        assertThat(read.temporary()).isFalse();
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
        ParsedStatement read = mysql.read(sql, "b07");
        assertThat(read.problem()).isEmpty();
        assertThat(read.ddl()).isEmpty();
        assertThat(read.kind()).isNotEqualTo(StatementKind.DATABASE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "UPDATE t SET v = (SELECT MAX(v) FROM x.s) | d.t | x.s",
                "UPDATE x.s u JOIN d.t m ON m.id = u.id SET m.v = u.v | d.t | x.s",
                "UPDATE d.t m, x.s u SET m.v = 5, u.v = 6 WHERE m.id = 1 | d.t x.s | ",
                "UPDATE x.s, t SET v = 5 | x.s d.t | ",
                "UPDATE x.s JOIN d.t USING (id) SET d.t.v = 5 | d.t | x.s",
                "UPDATE x.s JOIN (SELECT id FROM t) q USING (id) SET s.v = 5 | x.s | d.t",
                "WITH q AS (SELECT id FROM t) UPDATE x.s, q SET s.v = 5 WHERE s.id = q.id | x.s | d.t",
                "DELETE m FROM x.s u JOIN d.t m ON m.id = u.id | d.t | x.s",
                "DELETE FROM m.*, x.s USING x.s JOIN d.t AS m JOIN z | x.s d.t | d.z",
                "DELETE FROM t WHERE id IN (SELECT id FROM x.s) | d.t | x.s",
                "INSERT INTO x.s (a, b) SELECT id, v FROM t ON DUPLICATE KEY UPDATE b = VALUES(b) | x.s | d.t",
                "INSERT x.s SET id = (TABLE t LIMIT 1) | x.s | d.t",
                "REPLACE LOW_PRIORITY INTO t VALUES (1), (2) | d.t | ",
                "LOAD DATA LOCAL INFILE '/tmp/SQL_LOAD_MB-1-0' REPLACE INTO TABLE `t` FIELDS TERMINATED BY ',' (id, v) | d.t | ",
                "SELECT x.f(1) FROM t | | d.t",
                "INSERT INTO t VALUES (1, 'FROM x.z (', NULL, X'00'), (2, _utf8mb4')\\'', -3.5, (SELECT MAX(id) FROM x.s)) | d.t | x.s",
                "REPLACE INTO x.`1,2` VALUES (1), (2), (3.1e5), (DEFAULT), ((SELECT 'x' FROM `(`)) | x.1,2 | d.(",
            })
    void tablesThatAreWrittenAreToldFromThoseThatAreRead(String sql, @Nullable String written, @Nullable String read) {
        ParsedStatement statement = mysql.read(sql, "d");
        assertThat(statement.problem()).isEmpty();
        assertThat(statement.kind()).isEqualTo(StatementKind.ROWS);
        assertThat(named(statement, TableMention.Role.SUBJECT)).containsExactlyInAnyOrderElementsOf(words(written));
        assertThat(named(statement, TableMention.Role.REFERENCE)).containsExactlyInAnyOrderElementsOf(words(read));
        assertThat(mysql.readNames(sql, "d").mentions())
                .extracting(mention -> mention.table().toString())
                .containsAll(words(written))
                .containsAll(words(read));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "ALTER TABLE d.order ADD `key` INT | d.order",
                "ALTER TABLE d . `a``b` ADD x INT | d.a`b",
                "ALTER TABLE /* \uD83E\uDDA6 t */ d/**/./*x*/t ADD x INT COMMENT '\uD83E\uDDA6' | d.t",
                "TRUNCATE d.2024_t | d.2024_t",
                "TRUNCATE 2024t | d.2024t",
                "TRUNCATE d.1e5 | d.1e5",
                "TRUNCATE `d.x` | d.d.x",
                "TRUNCATE .t | d.t",
                "DROP TABLE `d`.`t`,d.`group`, `Käse`, 水獺 | d.t d.group d.Käse d.水獺",
                "CREATE TABLE `a;b` (id INT PRIMARY KEY) SELECT * FROM d.`select` AS t | d.a;b d.select",
                "CREATE TABLE t (id INT, FOREIGN KEY (id) REFERENCES `x`.`from` (id)) | d.t x.from",
                "CREATE TABLE t ENGINE=MERGE UNION=(a, x.b) | d.t d.a x.b",
                "CREATE TABLE t LIKE x.window | d.t x.window",
                "RENAME TABLE t TO x.t, `b` TO t | d.t x.t d.b d.t",
                "SET STATEMENT max_statement_time = 5 FOR ALTER TABLE t ADD x INT | d.t",
                "/*!80016 ALTER TABLE t ADD CHECK (id > 0) */ | d.t",
                "ALTER TABLE t /*!99999 RENAME TO u */ | d.t",
                "ALTER TABLE t/*!50100 RENAME /* inner */ TO u*/ | d.t d.u",
                "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE x.u | d.t x.u"
            })
    void namesAreFoundWithTheirPlaces(String sql, String names) {
        String text = sql.replace("\\uD83E\\uDDA6", "\uD83E\uDDA6");
        SqlParser parser = text.startsWith("SET") ? mariadb : mysql;
        for (ParsedStatement read : List.of(parser.read(text, "d"), parser.readNames(text, "d"))) {
            assertThat(read.problem()).isEmpty();
            assertThat(read.mentions())
                    .extracting(mention -> mention.table().toString())
                    .containsExactlyElementsOf(words(names));
            assertThat(read.mentions())
                    .allSatisfy(mention -> assertThat(
                                    text.substring(mention.from(), mention.to()).replace("``", "'"))
                            .matches("(?s)(.*[.` /])?" + mention.table().table().replace("`", "'") + "`?"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t SHUFFLE COLUMNS, RENAME TO x.u",
                "ALTER TABLE t NOT AN ITEM REFERENCES x.u",
                "CREATE TABLE t (a POLYGONE OF SIDES 5 REFERENCES x.u (a)) NO SUCH OPTION",
                "DROP TABLE t, x.u GENTLY",
                "RENAME TABLE t TO x.u SLOWLY",
                "CREATE UNIQUE FANCY INDEX i ON t (a) LIKE x.u"
            })
    void namesOfWhatTheGrammarDoesNotHoldComeFromItsWords(String sql) {
        ParsedStatement read = mysql.read(sql, "d");
        assertThat(read.problem()).startsWith("line 1, column ");
        assertThat(read.statement()).isEqualTo(new SqlStatement.Other());
        assertThat(read.subjects()).contains(new TableName("d", "t"));
        assertThat(read.ddl())
                .hasValueSatisfying(ddl -> assertThat(ddl.problem()).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD SYSTEM VERSIONING",
                "ALTER TABLE t ADD x INT, add system /* c */ versioning",
                "ALTER TABLE t DROP SYSTEM VERSIONING",
                "CREATE TABLE t (id INT PRIMARY KEY, a INT WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING",
                "CREATE TABLE t (id INT, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START, e TIMESTAMP(6) GENERATED ALWAYS AS"
                        + " ROW END, PERIOD FOR SYSTEM_TIME(s, e)) WITH SYSTEM VERSIONING"
            })
    void versioningIsRefusedByName(String sql) {
        ParsedStatement read = new SqlParser(new SqlDialect(true, 110_400)).read(sql, "d");
        assertThat(read.problem()).contains("system-versioned");
        assertThat(read.subjects()).contains(new TableName("d", "t"));
    }

    /** As servers write a sum of many columns: each parenthesis opens next to the one before. */
    @Test
    void parenthesesOfWhatIsComputedAreNotCounted() {
        String sum = "(".repeat(60) + "a" + " + a)".repeat(60);
        for (String sql : List.of(
                "CREATE TABLE t (a INT, b INT AS (" + sum + ") STORED, CHECK (" + sum + " > 1))",
                "ALTER TABLE t ADD b INT AS (" + sum + "), ADD INDEX i ((" + sum + "))")) {
            assertThat(mysql.read(sql, "d").problem()).as(sql).isEmpty();
        }
    }

    @Test
    void namesAreThoseOfTheServerThatFoldsThem() {
        SqlParser folding = new SqlParser(new SqlDialect(false, 80033, true));
        assertThat(folding.read("ALTER TABLE Shop.`KÄSE` RENAME TO T", "Crm").mentions())
                .extracting(TableMention::table)
                .containsExactly(new TableName("shop", "käse"), new TableName("crm", "t"));
        assertThat(mysql.read("ALTER TABLE Shop.T RENAME TO t", "Shop").mentions())
                .extracting(TableMention::table)
                .containsExactly(new TableName("Shop", "T"), new TableName("Shop", "t"));
    }

    @Test
    void commentsForOtherServersAreNoneOfTheStatement() {
        String sql =
                "CREATE TABLE t (a INT /*M!100401 , b INT */ /*!50701 , c INT */ /*!40000 , d INT*/ /*!999999 , e INT */)";
        assertThat(mysql.read(sql, "d").ddl().orElseThrow().columns()).containsExactly("a", "c", "d");
        assertThat(mariadb.read(sql, "d").ddl().orElseThrow().columns()).containsExactly("a", "b", "d");
        assertThat(SqlComments.unwrapped(sql + " COMMENT 'x*/* y'", new SqlDialect(true, 110405)))
                .isEqualTo("CREATE TABLE t (a INT            , b INT    /*!50701 , c INT */          , d INT  "
                        + " /*!999999 , e INT */) COMMENT 'x*/* y'");
    }

    @Test
    void sequencesHaveNamesOnlyAsViewsHave() {
        assertThat(mariadb.read("CREATE OR REPLACE SEQUENCE IF NOT EXISTS x.s START WITH 5 CYCLE", "d")
                        .statement())
                .isEqualTo(new SqlStatement.CreateView(new TableName("x", "s")));
        assertThat(mariadb.read("DROP SEQUENCE s, x.r", "d").statement())
                .isEqualTo(new SqlStatement.DropViews(List.of(new TableName("d", "s"), new TableName("x", "r"))));
        assertThat(mariadb.read("CREATE SEQUENCE s", "d").ddl()).isEmpty();
    }

    @Test
    void routinesThatMayBeCalledAreFound() {
        for (String sql : List.of(
                "SELECT `x`.`f`(7), g ( 1, 'a' )", "INSERT INTO t VALUES (1, x.f(7)), (2, g())", "CALL x.f(g(1))")) {
            TableName f = new TableName("x", "f");
            TableName g = new TableName("d", "g");
            assertThat(mysql.readNames(sql, "d").routines()).as(sql).contains(f, g);
            assertThat(mysql.read(sql, "d").routines()).as(sql).containsExactlyInAnyOrder(f, g);
        }
    }

    private static List<String> named(ParsedStatement statement, TableMention.Role role) {
        return statement.mentions().stream()
                .filter(mention -> mention.role() == role)
                .map(mention -> mention.table().toString())
                .toList();
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }
}
