-- A STATEMENT session writes a mapped table through a view of another database.
-- After debezium/debezium#233 (DBZ-253), pingcap/tidb-tools#241, readysettech/readyset#1211, estuary/connectors#267.
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
CREATE VIEW fcx.v1 AS SELECT id, v FROM fc.t;
CREATE VIEW fcx.v2 AS SELECT id, v FROM fcx.v1 WHERE id > 0;
CREATE VIEW fcx.v3 AS SELECT id, v FROM fcx.s;
-- step 1
SET SESSION binlog_format = 'STATEMENT';
UPDATE fcx.v3 SET v = 5;
-- step 2
INSERT INTO fc.t VALUES (3, 3);
-- step 3
SET SESSION binlog_format = 'STATEMENT';
UPDATE fcx.v2 SET v = 9 WHERE id = 1;
-- step 4
INSERT INTO fc.t VALUES (4, 4);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 3
-- is 1
