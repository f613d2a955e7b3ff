-- RESTRICT and CASCADE, options without commas or with words in quotes, and other words that servers take and pass over.
-- After zendesk/maxwell#458, zendesk/maxwell#1886, pingcap/tidb#5938, dolthub/dolt#2348, zendesk/maxwell#272.
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, a INT, b INT, c INT, KEY kb (b));
CREATE TABLE fc.gone (id INT PRIMARY KEY);
CREATE TABLE fc.gone2 (id INT PRIMARY KEY);
INSERT INTO fc.t VALUES (1, 1, 2, 3);
-- step 1
ALTER TABLE fc.t DROP COLUMN a RESTRICT, ADD COLUMN d VARCHAR(9) CHARACTER SET 'latin1' COLLATE 'latin1_bin' NULL DEFAULT 'é', COMMENT 'x' ROW_FORMAT DYNAMIC STATS_PERSISTENT 0, ADD e INT DEFAULT 5;
INSERT INTO fc.t VALUES (2, 2, 3, 'ü', 6);
ALTER TABLE fc.t DROP COLUMN c CASCADE, DROP INDEX kb;
INSERT INTO fc.t VALUES (3, 2, 'ÿ', 6);
DROP TABLE fc.gone RESTRICT;
DROP TABLES IF EXISTS fc.gone2, fc.nothing CASCADE;
CREATE TABLE fc.o (id INT PRIMARY KEY, v VARCHAR(9)) ENGINE 'InnoDB' DEFAULT CHARSET 'latin1' COLLATE "latin1_german1_ci" COMMENT "it's" MAX_ROWS 7 PACK_KEYS DEFAULT, KEY_BLOCK_SIZE 0 AVG_ROW_LENGTH=9;
INSERT INTO fc.o VALUES (1, 'é');
ALTER TABLE fc.o DEFAULT CHARACTER SET = "utf8mb4" , COLLATE = 'utf8mb4_bin', ADD w VARCHAR(9) DEFAULT 'ö€';
INSERT INTO fc.o VALUES (2, 'é', '獺');
CREATE TABLE fc.gone (id INT PRIMARY KEY);
INSERT INTO fc.gone VALUES (1);
USE fc;
[mysql-5.6] ALTER TABLE .`t` ADD f INT DEFAULT 7;
[mysql-8 mysql-9 mariadb] ALTER TABLE `t` ADD f INT DEFAULT 7;
INSERT INTO fc.t VALUES (4, 2, 'ÿ', 6, 8);
TRUNCATE gone;
INSERT INTO fc.gone VALUES (2);
