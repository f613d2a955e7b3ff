package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainSqlTest {
    private static final long BOTH = QueryStatus.ANSI_QUOTES | QueryStatus.NO_BACKSLASH_ESCAPES;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "CREATE TABLE \"a\"\"b\" (\"c`d\" INT) | CREATE TABLE `a\"b` (`c``d` INT)",
                "COMMENT 'say \"x\", it''s' | COMMENT 'say \"x\", it''s'",
                "DEFAULT 'a\\' COMMENT 'b' | DEFAULT 'a\\\\' COMMENT 'b'",
                "/* \"a\" */ -- \"b\" | /* \"a\" */ -- \"b\"",
                "/*!80000 \"a\" */ `\"` # \" | /*!80000 `a` */ `\"` # \"",
                "CREATE TABLE \"open | CREATE TABLE `open`",
            })
    void textOfASessionWithBothModes(String written, String plain) {
        assertThat(PlainSql.of(written, status(BOTH))).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {"DEFAULT 'a\\'\"b\" ' \"c\" | DEFAULT 'a\\'\"b\" ' `c`"})
    void backslashesMeanSomethingInASessionWithAnsiQuotesOnly(String written, String plain) {
        assertThat(PlainSql.of(written, status(QueryStatus.ANSI_QUOTES))).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {"DEFAULT \"a\\\" COMMENT 'b' | DEFAULT \"a\\\\\" COMMENT 'b'"})
    void doubleQuotesAreStringsInASessionWithoutAnsiQuotes(String written, String plain) {
        assertThat(PlainSql.of(written, status(QueryStatus.NO_BACKSLASH_ESCAPES)))
                .isEqualTo(plain);
        assertThat(PlainSql.of(written, status(0))).isEqualTo(written);
        assertThat(PlainSql.of(written, status(-1))).isEqualTo(written);
    }

    @Test
    void hyphensBeforeATabOrTheEndOfALineBeginAComment() {
        assertThat(PlainSql.of("( --\tit's \"a\"\n \"b\", --\n \"c\"", status(BOTH)))
                .isEqualTo("( --\tit's \"a\"\n `b`, --\n `c`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "(x REAL, y real(10,3)) | (x FLOAT, y FLOAT(10,3))",
                "(REAL_X INT, xreal INT, t.real INT, `REAL` REAL) | (REAL_X INT, xreal INT, t.real INT, `REAL` FLOAT)",
                "COMMENT 'REAL' /* REAL */ # REAL | COMMENT 'REAL' /* REAL */ # REAL",
            })
    void realIsFloatInASessionThatSaysSo(String written, String plain) {
        assertThat(PlainSql.of(written, status(QueryStatus.REAL_AS_FLOAT))).isEqualTo(plain);
        assertThat(PlainSql.of(written, status(BOTH))).isEqualTo(written);
    }

    @Test
    void isSpelledAgainAsItsSessionWroteIt() {
        String written = "ALTER TABLE t ADD a VARCHAR(9) DEFAULT ('x\\') COMMENT \"\\\\'\" /* ' \\ */, ADD `b\\` INT";
        Map<String, String> session = Map.of("sql_mode", "STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES");
        String plain = PlainSql.of(written, status(QueryStatus.NO_BACKSLASH_ESCAPES));

        assertThat(PlainSql.spelled(plain, session)).isEqualTo(written);
        assertThat(PlainSql.plain(session)).containsEntry("sql_mode", "STRICT_ALL_TABLES");
        assertThat(PlainSql.spelled(plain, PlainSql.plain(session))).isEqualTo(plain);
    }

    private static QueryStatus status(long modes) {
        return new QueryStatus(modes == -1 ? Map.of() : Map.of(QueryStatus.Item.SQL_MODE, modes), "");
    }
}
