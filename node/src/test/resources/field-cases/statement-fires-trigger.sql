-- A STATEMENT session writes another table, whose trigger writes the mapped one.
-- After pingcap/tidb-tools#77, pingcap/tidb-tools#241, readysettech/readyset#1211, estuary/connectors#267.
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES (1, 1), (2, 2);
-- source
CREATE DATABASE fcx;
CREATE TABLE fcx.s (id INT PRIMARY KEY, v INT);
CREATE TABLE fcx.z (id INT PRIMARY KEY, v INT);
INSERT INTO fcx.s VALUES (1, 100);
CREATE TRIGGER fcx.g AFTER INSERT ON fcx.s FOR EACH ROW INSERT INTO fc.t SELECT NEW.id + 10, NEW.v;
CREATE TRIGGER fcx.h AFTER INSERT ON fcx.z FOR EACH ROW SET @n = (SELECT COUNT(*) FROM fc.t);
-- step 1
SET SESSION binlog_format = 'STATEMENT';
INSERT INTO fcx.z VALUES (5, 5);
-- step 2
INSERT INTO fc.t VALUES (3, 3);
-- step 3
SET SESSION binlog_format = 'STATEMENT';
INSERT INTO fcx.s VALUES (5, 5);
-- step 4
INSERT INTO fc.t VALUES (4, 4);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 3
-- is 1
