-- Type synonyms in DDL that carry a character set or another type with them, with rows between two DDLs.
-- After pingcap/tidb#33346, debezium/debezium#1707 (DBZ-2365), zendesk/maxwell#371, alibaba/druid#3801.
-- tables: fc.syn, fc.r

-- both
CREATE DATABASE fc CHARACTER SET latin1;
-- step 1
SET NAMES utf8mb4;
CREATE TABLE fc.syn (id SERIAL, a NVARCHAR(20), b NCHAR(10), c NATIONAL VARCHAR(20), d LONG VARCHAR, e LONG VARBINARY, f CHAR(4) BYTE, g CHAR(5) ASCII, h CHAR(5) UNICODE, i CHAR(10) BINARY, j VARCHAR(10) CHARACTER SET binary, k TEXT(300), l BLOB(70000), m FLOAT(53), n REAL, o DOUBLE PRECISION, p MIDDLEINT, q INT4, r FIXED(10,2), s BOOLEAN, t CHARACTER VARYING(20), u TEXT CHARACTER SET binary);
INSERT INTO fc.syn VALUES (1, '水獺é', 'é水', '水獺', 'é', X'00FF', X'0102', 'abc', '水', 'é', X'80FF', 'é', X'00', 0.1, 0.1, 0.1, -8388608, 7, 1.25, TRUE, 'é', X'C3A9');
ALTER TABLE fc.syn ADD COLUMN v NVARCHAR(9) DEFAULT '水' AFTER id, MODIFY t NVARCHAR(20);
INSERT INTO fc.syn (id, v, a, t, f) VALUES (2, '獺', 'ü', '水', X'FF00');
UPDATE fc.syn SET b = '獺', f = X'FF000000', d = 'ü' WHERE id = 1;
-- step 2
SET SESSION sql_mode = 'REAL_AS_FLOAT';
CREATE TABLE fc.r (id INT PRIMARY KEY, x REAL, y REAL(10,3));
INSERT INTO fc.r VALUES (1, 0.1, 3.1415), (2, 16777217, -0.5);
UPDATE fc.r SET y = 7 WHERE id = 2;

-- right at the target
SELECT HEX(a), HEX(h), HEX(i), HEX(t), HEX(v) FROM fc.syn WHERE id = 1
-- is E6B0B4E78DBAC3A9\t6C34\tE9\tC3A9\tE6B0B4
-- right at the target
SELECT HEX(f), HEX(a) FROM fc.syn ORDER BY id
-- is FF000000\tE6B0B4E78DBAC3A9\nFF000000\tC3BC
-- right at the target
SELECT DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'fc' AND TABLE_NAME = 'r' AND COLUMN_NAME = 'x'
-- is float
