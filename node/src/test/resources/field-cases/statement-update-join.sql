-- A STATEMENT session updates a mapped table in a join, with the columns named by the alias only.
-- After pingcap/tidb-tools#241, readysettech/readyset#1211, estuary/connectors#267.
-- may be refused
-- servers: mysql-8.0 mysql-9.7
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
[mysql-8.0 mysql-9.7] WITH q AS (SELECT id FROM fc.t) UPDATE fcx.z, q SET z.v = 5 WHERE z.id = q.id;
-- step 2
INSERT INTO fc.t VALUES (3, 3);
-- step 3
SET SESSION binlog_format = 'STATEMENT';
UPDATE fcx.s u JOIN fc.t m ON m.id = u.id SET m.v = u.v;
-- step 4
INSERT INTO fc.t VALUES (4, 4);

-- right at the target also when refused
SELECT COUNT(*) FROM fc.t WHERE id = 3
-- is 1
