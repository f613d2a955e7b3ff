-- Expressions with backslashes from a session with NO_BACKSLASH_ESCAPES: what its ALTER fills the rows with is what the source has.
-- After pingcap/tiflow#7142, pingcap/tidb#37910.
-- servers: mysql-8.0 mysql-9.7 mariadb-10.11 mariadb-11.4
-- tables: fc.t, fc.c

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, a VARCHAR(40));
INSERT INTO fc.t VALUES (1, 'x1'), (2, 'd');
-- step 1
SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';
[mysql] ALTER TABLE fc.t ADD l VARCHAR(40) DEFAULT (CONCAT('a', '\', ')', "\\")), ADD m VARCHAR(9) DEFAULT 'p\q' COMMENT 'r\s';
[mariadb] ALTER TABLE fc.t ADD l VARCHAR(40) DEFAULT (CONCAT('a', '\', ')', "\\")), ADD m VARCHAR(9) DEFAULT 'p\q' COMMENT 'r\s';
INSERT INTO fc.t (id, a) VALUES (3, '\');
INSERT INTO fc.t (id, a) VALUES (4, 'a\b');
CREATE TABLE fc.c (id INT PRIMARY KEY, a VARCHAR(40) CHECK (a <> '\'), l VARCHAR(40) DEFAULT (CONCAT('\', '\\')));
INSERT INTO fc.c (id, a) VALUES (1, 'a\');
ALTER TABLE fc.c ADD k INT DEFAULT 1;
ALTER TABLE fc.c ADD e ENUM('a\', 'b') DEFAULT 'a\' FIRST;
INSERT INTO fc.c (id, a) VALUES (2, 'a\\');
-- step 2
INSERT INTO fc.t (id, a) VALUES (5, 'a\\b');
UPDATE fc.t SET a = CONCAT(a, '\\') WHERE id < 3;
ALTER TABLE fc.t ADD n VARCHAR(40) DEFAULT (CONCAT('a', '\\'));
UPDATE fc.c SET a = CONCAT(a, '\\');
