-- Names that look like syntax, of tables, columns and keys.
-- After alibaba/canal#128, debezium/debezium#175.
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
-- step 1
SET NAMES utf8mb4;
CREATE TABLE fc.`a.b` (`id` INT PRIMARY KEY, `x.y` INT, `it's` INT, `say "x"` INT, `back``tick` INT, `--` INT, `/*` INT, `*/` INT, `#` INT, `;` INT, `水獺` INT, `%s` INT, `$1` INT, ` lead` INT, `\\` INT, `1` INT, `2e3` INT, `0x41` INT, `@a` INT, `?` INT);
INSERT INTO fc.`a.b` VALUES (1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
ALTER TABLE fc . `a.b` DROP `--`, ADD `drop` INT DEFAULT 1 AFTER `#`, CHANGE `;` `alter table t drop x` INT, ADD KEY `key` (`back``tick`, `%s`), ADD UNIQUE `primary key` (`水獺`), DROP COLUMN `*/`;
INSERT INTO fc.`a.b` (id, `水獺`, `alter table t drop x`) VALUES (2, 7, 8);
USE fc;
RENAME TABLE fc.`a.b` TO fc.`to`, fc.`to` TO fc.`table`;
ALTER TABLE fc.table ADD first INT, ADD after INT FIRST, ADD engine INT DEFAULT 5, ADD `rename` INT, ADD comment BIGINT COMMENT 'ADD x', ADD charset VARCHAR(3), ADD collation VARCHAR(3), ADD end INT, ADD begin INT;
INSERT INTO fc.table (id, `水獺`, first, after, end, begin) VALUES (3, 9, 1, 2, 3, 4);
ALTER TABLE fc.table DROP first, DROP COLUMN after, RENAME `水 表`;
INSERT INTO fc.`水 表` (id, comment) VALUES (4, 4);
CREATE TABLE fc.2t (1a INT, 2e INT, `3` INT, PRIMARY KEY (1a));
ALTER TABLE fc.2t ADD 5xe INT, ADD _a INT, ADD $b INT AFTER 2e;
INSERT INTO fc.2t VALUES (1, 2, 3, 4, 5, 6);
CREATE TABLE fc.status (date DATE, time TIME, timestamp TIMESTAMP NULL, text TEXT, enum ENUM('enum'), bit BIT, json INT, year YEAR, type INT, value INT, user INT, host INT, level INT, action INT, position INT, data INT, hash INT, `index` INT, no INT, open INT, `match` INT, uuid INT, role INT, source INT, `rank` INT, PRIMARY KEY (type), KEY value (value), UNIQUE KEY user (user));
INSERT INTO fc.status (type, value, user, date, time, enum, year, bit) VALUES (1, 2, 3, '2020-01-01', '10:00', 'enum', 2020, 1);
ALTER TABLE fc.status DROP KEY value, DROP INDEX user, DROP date, DROP COLUMN time, MODIFY enum ENUM('x', 'enum'), CHANGE value status INT, ADD UNIQUE INDEX (status), RENAME AS partition_;
INSERT INTO fc.partition_ (type, status, enum) VALUES (2, 5, 'enum');
CREATE TABLE fc.partition_2 (id INT, PRIMARY KEY USING BTREE (id)) ENGINE InnoDB;
DROP TABLES IF EXISTS fc.nothing, fc.partition_2;
