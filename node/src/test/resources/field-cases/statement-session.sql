-- One session logs statements: those about foreign tables must not disturb, one that writes a mapped table must not be lost.
-- After pingcap/tidb-tools#241, pingcap/tidb-tools#77, readysettech/readyset#1211, estuary/connectors#267.
-- may be refused
-- tables: fc.t

-- both
CREATE DATABASE fc CHARACTER SET utf8mb4;
CREATE TABLE fc.t (id INT PRIMARY KEY, v INT);
INSERT INTO fc.t VALUES (1, 1), (2, 2);
-- source
CREATE DATABASE fcx;
CREATE TABLE fcx.s (id INT PRIMARY KEY, v INT);
INSERT INTO fcx.s VALUES (1, 100);
-- step 1
SET SESSION binlog_format = 'STATEMENT';
INSERT INTO fcx.s VALUES (5, 5);
UPDATE fcx.s SET v = v + 1 WHERE id = 5;
DELETE FROM fcx.s WHERE id = 5;
USE fcx;
REPLACE INTO s VALUES (6, 6);
-- step 2
INSERT INTO fc.t VALUES (3, 3);
-- step 3
SET SESSION binlog_format = 'STATEMENT';
UPDATE fc.t SET v = (SELECT MAX(v) FROM fcx.s) WHERE id = 1;
-- step 4
INSERT INTO fc.t VALUES (4, 4);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 3
-- is 1
