-- One column goes through types of other kinds, with rows between them that are all read after the last ALTER.
-- After pingcap/tiflow#5467, vitessio/vitess#8275, github/gh-ost#920, apache/flink-cdc#3996.
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, a TINYINT, b DATETIME, c ENUM('1','x','2'), d BIT(9), e CHAR(9), f FLOAT);
INSERT INTO fc.t VALUES (1, -5, '2020-03-29 02:30:00', 'x', b'101', 'é', 1.5);
-- step 1
SET SESSION sql_mode = '', time_zone = '+05:30';
INSERT INTO fc.t VALUES (2, 7, '2020-10-25 01:30:00', '2', b'111111111', ' a ', 0.1);
ALTER TABLE fc.t MODIFY a SMALLINT UNSIGNED, MODIFY b TIMESTAMP(3) NULL, MODIFY c SET('2','x','1','y'), MODIFY d BIGINT, MODIFY e VARCHAR(20) CHARACTER SET latin1, MODIFY f DOUBLE;
INSERT INTO fc.t VALUES (3, 65535, '2021-01-01 00:00:00.1234', 'x,y', 9, 'ü', 0.1);
SET SESSION time_zone = '-08:00';
ALTER TABLE fc.t MODIFY a DECIMAL(9,3), MODIFY b VARCHAR(30), MODIFY c VARCHAR(20), MODIFY d CHAR(5), MODIFY e VARBINARY(20), MODIFY f DECIMAL(20,10);
INSERT INTO fc.t VALUES (4, 1.0005, 'text', 'a', 'b', 'é', 0.1);
ALTER TABLE fc.t MODIFY a VARCHAR(20), MODIFY b TEXT, MODIFY c MEDIUMTEXT, MODIFY d BLOB, MODIFY e VARCHAR(20) CHARACTER SET utf8mb4, MODIFY f FLOAT(9,3);
INSERT INTO fc.t VALUES (5, '7x', 'text', 'a', X'00FF', '獺', 0.12345);
UPDATE fc.t SET b = '2020-01-01', a = '12', e = '17', d = '1' WHERE id IN (4, 5);
ALTER TABLE fc.t MODIFY a INT, MODIFY b DATE, MODIFY c CHAR(3), MODIFY d INT, MODIFY e YEAR, MODIFY f TINYINT UNSIGNED;
INSERT INTO fc.t VALUES (6, -1, '2020-02-02', 'abc', 3, 2020, 9);
ALTER TABLE fc.t MODIFY a TIME, MODIFY b INT, MODIFY c INT, MODIFY d TIME(2), MODIFY e INT, MODIFY f CHAR(3);
INSERT INTO fc.t VALUES (7, '10:11:12', 5, 6, '01:02:03.04', 2021, 'x');
-- step 2
UPDATE fc.t SET b = 1;
