-- Items of one ALTER that depend on each other.
-- After debezium/debezium#214, pingcap/ticdc#1734.
-- long
-- tables: *

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, a INT, b INT, c INT, d VARCHAR(9));
INSERT INTO fc.t VALUES (1, 10, 20, 30, 'x');
-- step 1
INSERT INTO fc.t VALUES (2, 1, 2, 3, 'd');
ALTER TABLE fc.t CHANGE a b INT, CHANGE b c INT, CHANGE c a INT;
INSERT INTO fc.t (id, a, b, c) VALUES (3, 1, 2, 3);
ALTER TABLE fc.t DROP a, ADD a VARCHAR(3) DEFAULT 'q' AFTER b, MODIFY c BIGINT FIRST;
INSERT INTO fc.t (id, a, b, c) VALUES (4, '1', 2, 3);
ALTER TABLE fc.t ADD x INT DEFAULT 1 FIRST, ADD y INT DEFAULT 2 AFTER x, ADD z INT DEFAULT 3 AFTER y, MODIFY b INT AFTER z, MODIFY id INT FIRST;
INSERT INTO fc.t (id, a, b, c, x, y, z) VALUES (5, '1', 2, 3, 4, 5, 6);
ALTER TABLE fc.t ADD INDEX k (x), ADD COLUMN (p INT DEFAULT 7, q INT DEFAULT 8), DROP PRIMARY KEY, ADD PRIMARY KEY (id, x), ADD CONSTRAINT u UNIQUE (q, id);
INSERT INTO fc.t (id, p) VALUES (6, 9);
ALTER TABLE fc.t DROP INDEX k, ADD INDEX k (y), CHANGE p r INT NOT NULL AFTER id, ALTER q SET DEFAULT 99, ALTER COLUMN z DROP DEFAULT;
INSERT INTO fc.t (id, r, z) VALUES (7, 7, 7);
[mysql-8 mysql-9 mariadb] ALTER TABLE fc.t RENAME COLUMN x TO y, RENAME COLUMN y TO x, RENAME INDEX k TO kk;
[mysql-8 mysql-9 mariadb] INSERT INTO fc.t (id, r, x, y, z) VALUES (8, 8, 1, 2, 3);
ALTER TABLE fc.t ENGINE = InnoDB, FORCE, AUTO_INCREMENT = 100, COMMENT = 'c, ADD COLUMN bad INT', ROW_FORMAT = DYNAMIC, STATS_PERSISTENT = 0;
ALTER TABLE fc.t;
ALTER TABLE fc.t DISABLE KEYS, ADD s SET('ab' ,'c') DEFAULT 'c';
SET SESSION sql_mode = '';
CREATE TABLE fc.e (id INT PRIMARY KEY, e ENUM('a ','b','c''d','e\\f') , s SET('x','y','z'));
INSERT INTO fc.e VALUES (1, 'a', 'x,z'), (2, 'c''d', 'y'), (3, 'e\\f', 'z,y');
ALTER TABLE fc.e MODIFY e ENUM('new','a','c''d','e\\f','b'), MODIFY s SET('z','y','x','w');
INSERT INTO fc.e VALUES (4, 'new', 'w,x'), (5, 'b', 'z');
ALTER TABLE fc.e MODIFY e ENUM('e\\f','c''d','a','b') CHARACTER SET latin1 FIRST;
INSERT INTO fc.e VALUES ('a', 6, 'x');
ALTER TABLE fc.e MODIFY e INT, MODIFY s BIGINT UNSIGNED;
INSERT INTO fc.e VALUES (4, 7, 8);
LOCK TABLES fc.e WRITE, fc.t WRITE;
ALTER TABLE fc.e ADD l INT DEFAULT 3;
INSERT INTO fc.e VALUES (1, 8, 1, 1);
ALTER TABLE fc.e DROP COLUMN s, RENAME TO fc.e2;
UNLOCK TABLES;
INSERT INTO fc.e2 VALUES (1, 9, 1);
CREATE TABLE fc.g (id INT PRIMARY KEY, a INT, b INT);
ALTER TABLE fc.g ADD UNIQUE KEY uk (a) USING BTREE COMMENT 'x', ADD CONSTRAINT UNIQUE (b), ADD FOREIGN KEY f (a) REFERENCES fc.g (id) ON DELETE SET NULL ON UPDATE CASCADE;
INSERT INTO fc.g VALUES (1, NULL, 1), (2, 1, 2);
[mysql] ALTER TABLE fc.g DROP FOREIGN KEY g_ibfk_1, DROP KEY b;
[mariadb] ALTER TABLE fc.g DROP FOREIGN KEY f, DROP KEY b;
UPDATE fc.g SET b = 2, a = 7 WHERE id = 2;
RENAME TABLE fc.g TO fc.h, fc.e2 TO fc.g, fc.h TO fc.e2;
INSERT INTO fc.g VALUES (2, 10, 1);
INSERT INTO fc.e2 VALUES (3, 3, 3);
