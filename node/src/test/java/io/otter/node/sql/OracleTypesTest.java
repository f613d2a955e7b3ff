package io.otter.node.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleTypesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "CREATE TABLE t (a NUMBER, b number(5,2) NOT NULL, `c` VARCHAR2(9)) | CREATE TABLE t (a DOUBLE, b DECIMAL(5,2) NOT NULL, `c` VARCHAR(9))",
                "CREATE TABLE d.t (date DATE, number INT, clob CLOB, KEY date (date), raw RAW(3)) | CREATE TABLE d.t (date DATETIME, number INT, clob LONGTEXT, KEY date (date), raw VARBINARY(3))",
                "ALTER TABLE t ADD d DATE DEFAULT '2020-01-01', MODIFY COLUMN blob BLOB, CHANGE a date NUMBER | ALTER TABLE t ADD d DATETIME DEFAULT '2020-01-01', MODIFY COLUMN blob LONGBLOB, CHANGE a date DOUBLE",
                "ALTER TABLE t ADD IF NOT EXISTS (`水獺𠀀` CLOB, b DATE), ADD KEY number (b) | ALTER TABLE t ADD IF NOT EXISTS (`水獺𠀀` LONGTEXT, b DATETIME), ADD KEY number (b)",
                "CREATE TABLE t (c VARCHAR2(3) /* CLOB */ COMMENT 'a DATE') AS SELECT x date, y number FROM u | CREATE TABLE t (c VARCHAR(3) /* CLOB */ COMMENT 'a DATE') AS SELECT x date, y number FROM u",
                "INSERT INTO t (date) VALUES (1) | INSERT INTO t (date) VALUES (1)",
            })
    void typesHaveTheNamesOfOtherSessions(String written, String plain) {
        assertThat(OracleTypes.respelled(written)).isEqualTo(plain);
    }
}
