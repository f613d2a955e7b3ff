-- DDL from sessions whose character sets have a backslash, a quote or a backtick as the second byte of a letter.
-- After alibaba/canal#610, alibaba/canal#460, pingcap/tidb-binlog#955.
-- servers: mysql-8.0 mysql-9.7
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (1);
-- step 1
SET NAMES sjis;
SET @s = CONCAT('ALTER TABLE fc.t ADD a VARCHAR(9) DEFAULT ', QUOTE(CONVERT(X'E8A1A8E382BD' USING utf8mb4)), ', ADD b INT DEFAULT 2');
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t (id) VALUES (2);
-- step 2
SET NAMES big5;
SET @s = CONCAT('ALTER TABLE fc.t ADD `', CONVERT(X'E58A9F' USING utf8mb4), '` VARCHAR(9) DEFAULT ', QUOTE(CONVERT(X'E8A8B1' USING utf8mb4)), ' COMMENT ''x'', ADD c INT DEFAULT 3');
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t (id) VALUES (3);
-- step 3
SET NAMES cp932;
SET @s = CONCAT('ALTER TABLE fc.t ADD d VARCHAR(9) DEFAULT ', QUOTE(CONVERT(X'E383BCE5858E' USING utf8mb4)));
PREPARE p FROM @s;
EXECUTE p;
SET NAMES euckr;
SET @s = CONCAT('ALTER TABLE fc.t ADD e VARCHAR(9) DEFAULT ', QUOTE(CONVERT(X'EAB080' USING utf8mb4)));
PREPARE p FROM @s;
EXECUTE p;
SET NAMES binary;
SET @s = CONCAT('ALTER TABLE fc.t ADD f VARCHAR(9) DEFAULT ''', CONVERT(X'C3A9' USING utf8mb4), '''');
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.t (id) VALUES (4);
-- step 4
SET NAMES koi8r;
SET @s = CONCAT('CREATE TABLE fc.k (id INT PRIMARY KEY, v VARCHAR(9) DEFAULT ', QUOTE(CONVERT(X'D0AFD08E' USING utf8mb4)), ')');
PREPARE p FROM @s;
EXECUTE p;
INSERT INTO fc.k (id) VALUES (1);
