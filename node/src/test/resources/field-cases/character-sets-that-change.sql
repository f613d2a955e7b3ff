-- Character sets that change between rows: of a table, a column, a database, in one ALTER with columns that take them.
-- After zendesk/maxwell#1202, pingcap/tiflow#6832.
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET latin1;
CREATE DATABASE fcx CHARACTER SET koi8r;
-- step 1
SET NAMES utf8mb4;
CREATE TABLE fc.a (id INT PRIMARY KEY, v VARCHAR(9), w TEXT CHARACTER SET utf8mb4, e ENUM('ä','b'), KEY k (w(10)));
INSERT INTO fc.a VALUES (1, 'ä', '水', 'ä');
[mysql-5.6 mariadb] ALTER TABLE fc.a COLLATE = DEFAULT;
[mysql-5.6 mariadb] ALTER TABLE fc.a ADD COLUMN dd CHAR(3) DEFAULT 'é' FIRST, ADD COLUMN dz INT DEFAULT 1 FIRST;
[mysql-5.6 mariadb] ALTER TABLE fc.a DROP dz, DROP COLUMN dd;
ALTER TABLE fc.a DEFAULT CHARACTER SET koi8r, ADD COLUMN x VARCHAR(9) DEFAULT 'я';
INSERT INTO fc.a (id, x) VALUES (20, 'ё');
ALTER TABLE fc.a DROP COLUMN e, CONVERT TO CHARACTER SET utf8mb4, ADD COLUMN y VARCHAR(9), ADD COLUMN e ENUM('ä');
INSERT INTO fc.a (id, v, w, x, y, e) VALUES (2, '水', 'ä', 'ё', '獺', 'ä');
ALTER TABLE fc.a MODIFY v VARCHAR(9), MODIFY x TINYTEXT CHARACTER SET koi8u COLLATE koi8u_bin, CHANGE y z CHAR(5) BINARY;
INSERT INTO fc.a (id, v, x, z, e) VALUES (3, '水', 'ж', '獺', 'ä');
UPDATE fc.a SET v = 'a', w = 'b', x = 'c', z = 'd';
ALTER TABLE fc.a DROP COLUMN e, CONVERT TO CHARACTER SET latin1 COLLATE latin1_bin;
INSERT INTO fc.a (id, v, x, z) VALUES (4, 'é', 'ü', 'ß');
-- step 2
ALTER TABLE fc.a CONVERT TO CHARACTER SET DEFAULT;
INSERT INTO fc.a (id, v) VALUES (5, 'é');
ALTER DATABASE fc CHARACTER SET = gbk;
USE fc;
CREATE TABLE b (id INT PRIMARY KEY, v VARCHAR(9), n NCHAR(3), u CHAR(3) UNICODE, b VARCHAR(9) BINARY, l LONG);
INSERT INTO b VALUES (1, '水', '獺', '水', '獺', '水');
ALTER DATABASE DEFAULT COLLATE utf8mb4_bin;
ALTER TABLE b ADD c VARCHAR(3), ADD d VARCHAR(3) COLLATE utf8mb4_unicode_ci, CHARSET utf8mb4, ADD e TEXT;
INSERT INTO b (id, c, d, e, v) VALUES (2, '水', '獺', '獺', '水');
ALTER TABLE b CONVERT TO CHARACTER SET utf8mb4;
INSERT INTO b (id, c, v, l) VALUES (3, '獺', '獺', '獺');
CREATE TABLE c LIKE b;
ALTER TABLE c CHARACTER SET latin1 COLLATE latin1_swedish_ci;
ALTER TABLE c ADD f VARCHAR(9) AFTER id, MODIFY d CHAR(4);
INSERT INTO c (id, f, d, c) VALUES (1, 'é', 'ü', '水');
ALTER TABLE c CONVERT TO CHARACTER SET binary;
INSERT INTO c (id, f, d, c) VALUES (2, X'80FF00', X'FF', X'00');
-- step 3
SET NAMES utf8mb4;
USE fcx;
CREATE TABLE fc.d (id INT PRIMARY KEY, v VARCHAR(9)) CHARACTER SET latin1;
ALTER TABLE fc.d CONVERT TO CHARACTER SET DEFAULT;
INSERT INTO fc.d VALUES (1, 'x');
ALTER TABLE fc.d ADD w VARCHAR(9);
INSERT INTO fc.d VALUES (2, 'x', 'y');
