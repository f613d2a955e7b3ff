-- A STATEMENT session deletes rows of a mapped table through a join; that others read it is no harm.
-- After pingcap/tidb-tools#241, readysettech/readyset#1211, estuary/connectors#267.
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
-- step 1
SET SESSION binlog_format = 'STATEMENT';
USE fcx;
INSERT INTO fcx.z SELECT id + 10, v FROM fc.t WHERE v < 100;
UPDATE fcx.z SET v = (SELECT MAX(v) FROM fc.t) WHERE id = 11;
DELETE u FROM fcx.z u JOIN fc.t m ON m.id + 10 = u.id WHERE m.v = 2;
UPDATE fcx.z AS t, fc.t AS s SET t.v = s.v WHERE s.id = 1;
-- step 2
INSERT INTO fc.t VALUES (3, 3);
-- step 3
SET SESSION binlog_format = 'STATEMENT';
USE fcx;
DELETE m FROM fcx.s u JOIN fc.t m ON m.id = u.id;
-- step 4
INSERT INTO fc.t VALUES (4, 4);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 3
-- is 1
